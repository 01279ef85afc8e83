"""Whether to colour, and how."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["Painter", "wanted"]

_CODES = {"bold": "1", "red": "31", "green": "32", "cyan": "36", "dim": "2"}


def wanted(setting: str, terminal: bool, environ: Mapping[str, str]) -> bool:
    """Whether output is coloured.

    The flag beats ``NO_COLOR``, which beats ``CLICOLOR_FORCE``; without any, a terminal that is not
    ``dumb`` gets colours.

    Args:
        setting: ``auto``, ``always`` or ``never``.
        terminal: whether the output is a terminal.
        environ: the environment.
    """
    if setting != "auto":
        return setting == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return terminal and environ.get("TERM") != "dumb"


class Painter:
    """Colours text, or leaves it as it is."""

    __slots__ = ("active",)

    def __init__(self, active: bool) -> None:
        self.active = active

    def __call__(self, text: str, *styles: str) -> str:
        """The text in the given styles: bold, dim, red, green, cyan."""
        if not self.active or not text:
            return text
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"
