"""The steps that no plan can say: functions on whole lines, which run before it, in Python."""

from __future__ import annotations

from collections.abc import Callable

from arclean.errors import UsageError

from .step import Step

__all__ = ["WHOLE_STEPS"]


def _mojibake(value: str) -> Callable[[str], str]:
    """The repair that a value of the step mojibake names.

    Raises:
        UsageError: ftfy is not installed.
    """
    from . import mojibake

    if value == "repair":
        return mojibake.repair
    from importlib.util import find_spec

    if find_spec("ftfy") is None:
        raise UsageError("mojibake:ftfy needs ftfy; pip install 'arclean[mojibake]'")
    return mojibake.repair_with_ftfy


def _entities(_value: str) -> Callable[[str], str]:
    from .entities import decode

    return decode


WHOLE_STEPS = (
    Step(
        "mojibake",
        does="Repairs lines whose Arabic was decoded with the wrong code page: UTF-8 read as "
        "windows-1256, windows-1252 or ISO 8859-6, and these read as windows-1252. `ftfy` asks the "
        "library of that name too, which knows other scripts.",
        why="«ط§ظ„ط³ظ„ط§ظ…» stands for «السلام»; no search finds it.",
        spares="Lines without such evidence, Latin words, and lines of which characters are lost. "
        "A code page read as windows-1252 shows only where a line has a common word or an article. "
        "In no profile: repair is a guess, and is asked for.",
        example=("ط§ظ„ط³ظ„ط§ظ…", "السلام"),
        source="The code pages, as Python and WHATWG Encoding define them",
        values=("repair", "ftfy"),
        whole=_mojibake,
    ),
    Step(
        "entities",
        does="Decodes HTML entities that a semicolon ends, until none is left; line ends among "
        "them become spaces.",
        why="Scrapers decode once what was encoded twice: «&amp;quot;».",
        spares="«&copy=1» in an address, unknown names, controls. In no profile: text about HTML "
        "means them.",
        example=("&laquo;نعم&raquo;&amp;nbsp;لا", "«نعم»\N{NO-BREAK SPACE}لا"),
        source="WHATWG HTML, named character references",
        whole=_entities,
    ),
)
