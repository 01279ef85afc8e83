"""What the compiled core offers; its twins are arclean.text.pure and arclean.normalize.pure."""

from typing import final

@final
class LineTables:
    """The fold's tables, from ``arclean.text.fold.tables_json()``."""

    def __new__(cls, json: str) -> LineTables: ...
    def fold(self, line: str) -> str: ...
    def trim(self, folded: str) -> str: ...

@final
class Page:
    """A page, split and folded once."""

    def __new__(cls, tables: LineTables, data: str | bytes) -> Page: ...
    def __len__(self) -> int: ...

@final
class LineEngine:
    """A program of rules, from its JSON. Raises ValueError for one that the core does not know."""

    def __new__(cls, tables: LineTables, program: str) -> LineEngine: ...
    def run(
        self, page: Page
    ) -> tuple[
        list[tuple[int, int, int, int, int]], list[tuple[str, int | None, float, float]]
    ]: ...

@final
class Probe:
    """Fingerprints, from the JSON of their claims."""

    def __new__(cls, tables: LineTables, claims: str) -> Probe: ...
    def run(self, page: Page) -> list[int]: ...
