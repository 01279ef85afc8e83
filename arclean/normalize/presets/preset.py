"""What a preset is: another tool's normalisation, to the code point, under a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from arclean.errors import UsageError
from arclean.normalize.plan import Plan

__all__ = ["UNITS", "Preset", "codes", "mapping", "ranges"]

#: How a preset may be applied to a text in pieces: by characters, by words (runs without white
#: space), by lines (the line feed ends one), or not at all.
UNITS = ("character", "word", "line", "text")


class Preset:
    """One operation of one tool.

    Either ``table`` or ``rule`` says what it does. A table is applied once, as the tool does, so a
    preset may be not idempotent where its tool is not.

    Attributes:
        name: ``tool:operation``, as a user writes it.
        tool: the package.
        version: the version that it was compared with.
        call: what one writes with that package for the same result.
        does: what it does, in a sentence or two.
        faults: (input, output, why it is wrong): faults of the tool that the preset has too.
        unit: one of ``UNITS``.
        idempotent: whether a second pass never changes anything.
        canonical: whether NFC and NFD of a text give the same.
    """

    def __init__(
        self,
        name: str,
        *,
        tool: str,
        version: str,
        call: str,
        does: str,
        unit: str = "character",
        table: Callable[[], Mapping[int, str]] | None = None,
        rule: Callable[[str], str] | None = None,
        faults: Iterable[tuple[str, str, str]] = (),
        idempotent: bool = True,
        canonical: bool = False,
    ) -> None:
        if unit not in UNITS or (table is None) == (rule is None):
            raise UsageError(f"preset {name}: a unit, and a table or a rule")
        self.name = name
        self.tool = tool
        self.version = version
        self.call = call
        self.does = does
        self.unit = unit
        self.faults = tuple(faults)
        self.idempotent = idempotent
        self.canonical = canonical
        self._table = table
        self._rule = rule

    def __repr__(self) -> str:
        return f"<preset {self.name}: {self.tool} {self.version}>"

    def __reduce__(self) -> tuple[object, ...]:
        from arclean.normalize.presets import preset

        return preset, (self.name,)

    @cached_property
    def table(self) -> Mapping[int, str] | None:
        """Code point -> replacement; None where a rule says what it does."""
        return None if self._table is None else self._table()

    @cached_property
    def plan(self) -> Plan | None:
        """The preset as a plan, which every core runs; None where it cannot be said as one.

        A table whose replacements it would replace again is none: a plan's table is a fixpoint. A
        table with a rule for all characters that it does not list is none either.
        """
        if type(self.table) is not dict:
            return None
        try:
            return Plan(self.table)
        except UsageError:
            return None

    def __call__(self, text: str) -> str:
        """The text as the tool leaves it."""
        if self._rule is not None:
            return self._rule(text)
        assert self.table is not None
        return text.translate(self.table)


def ranges(pairs: str) -> Iterable[int]:
    """Code points of a generated table of ranges: first, last, first, last …"""
    for first, last in zip(pairs[::2], pairs[1::2], strict=True):
        yield from range(ord(first), ord(last) + 1)


def mapping(lines: str) -> dict[int, str]:
    """A generated table of lines: a character, what it becomes."""
    return {ord(line[0]): line[1:] for line in lines.split("\n")}


def codes(deleted: str = "", mapped: Mapping[str, str] | None = None) -> dict[int, str]:
    """A table from characters to delete, and groups of characters with what they all become."""
    table = dict.fromkeys(map(ord, deleted), "")
    for characters, target in (mapped or {}).items():
        table.update(dict.fromkeys(map(ord, characters), target))
    return table
