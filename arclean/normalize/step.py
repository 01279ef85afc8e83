"""What a step is: a name, its documentation, a table, a context."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from arclean.errors import UsageError, closest

__all__ = ["NEAR", "Step", "Table", "nearest"]

NEAR = 0.5
"""How like a name must be to a known one to be taken for it misspelt; names here are short."""

Table = Mapping[str, str]


class Step:
    """One named step.

    Attributes:
        name: what a user writes.
        does: what it deletes or maps, in one or two sentences.
        why: the reason, in the words of someone who works with Arabic text.
        spares: what it must not touch.
        example: input and output.
        source: where the characters come from.
        values: the values it takes, the first one being the default; empty for a step without
            values.
        numbers: allowed numbers (low, high) where the value is a number.
        table: value -> characters and their replacements; None for a step that is only a context.
        context: value -> (name, value) of the context it turns on; None where it turns on none.
        by_line: values with which the table holds only on lines written in Arabic (see ``script``).
        whole: value -> a function on text, for what no plan can say; it runs before the plan, on
            whole lines, and is in no profile.
    """

    __slots__ = (
        "by_line",
        "context",
        "does",
        "example",
        "name",
        "numbers",
        "source",
        "spares",
        "table",
        "values",
        "whole",
        "why",
    )

    def __init__(
        self,
        name: str,
        *,
        does: str,
        why: str,
        spares: str,
        example: tuple[str, str],
        source: str,
        values: tuple[str, ...] = (),
        numbers: tuple[int, int] | None = None,
        table: Callable[[str], Table] | None = None,
        context: Callable[[str], tuple[str, str | int] | None] | None = None,
        by_line: tuple[str, ...] = (),
        whole: Callable[[str], Callable[[str], str]] | None = None,
    ) -> None:
        self.name = name
        self.does = does
        self.why = why
        self.spares = spares
        self.example = example
        self.source = source
        self.values = values
        self.numbers = numbers
        self.table = table
        self.context = context
        self.by_line = by_line
        self.whole = whole

    def __repr__(self) -> str:
        return f"<step {self.name}>"

    def check(self, value: str | None) -> str:
        """The value to use: the default for None.

        Raises:
            UsageError: the step takes no such value.
        """
        if value is None:
            return self.values[0] if self.values else ""
        if self.numbers is not None:
            low, high = self.numbers
            if value.isascii() and value.isdigit() and low <= int(value) <= high:
                return str(int(value))
            raise UsageError(f"step {self.name}: {value!r} is not a number from {low} to {high}")
        if not self.values:
            raise UsageError(f"step {self.name} takes no value; write {self.name} alone")
        if value not in self.values:
            raise UsageError(
                f"step {self.name}: unknown value {value!r}{nearest(value, self.values)}; "
                f"it takes {', '.join(self.values)}"
            )
        return value


def nearest(name: str, known: Mapping[str, object] | tuple[str, ...] | list[str]) -> str:
    """The end of an error message: the nearest known name, or nothing where none is near."""
    near = closest(name, known, cutoff=NEAR)
    return f"; did you mean {near!r}?" if near else ""
