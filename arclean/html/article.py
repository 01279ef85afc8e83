"""One HTML page to its article: the tree first, then the lines, one list of reasons over both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lxml import etree

from arclean.document import HtmlResult, NodeRemoval, Note, Removal
from arclean.html.blocks import Page
from arclean.html.core import index_of, lines_of, outline, outline_without, plain, stated
from arclean.html.decode import Decoded, decode
from arclean.html.embedded import unfold
from arclean.html.encodings import codec_of
from arclean.html.extract import choose
from arclean.html.lines import Lines
from arclean.html.metadata import Metadata, read_metadata
from arclean.html.nodes import TreeRules, css_path, parent, source_line
from arclean.html.render import left_of, markdown
from arclean.html.select import Selector
from arclean.html.smuggled import take_out
from arclean.html.tree import parse_tree
from arclean.rules.ruleset import RuleSet, Selection
from arclean.text.outcome import Outcome

__all__ = ["Wishes", "clean_page"]


class Wishes(NamedTuple):
    """What a caller wants of a page; see :meth:`arclean.Cleaner.explain_html`.

    ``extract=False`` leaves the extractor out: where no rule keeps nodes all of them are kept.
    ``metadata=False`` leaves ``HtmlResult.metadata`` at what cleaning asks for itself.
    """

    site: str | None = None
    url: str | None = None
    source: str | None = None
    crawled: str | None = None
    charset: str | None = None
    markdown: bool = False
    links: bool = True
    keep: frozenset[str] = frozenset()
    explain: bool = True
    metadata: bool = True
    strip: bool = True
    extract: bool = True


def clean_page(
    data: str | bytes, rules: RuleSet, wishes: Wishes, normalize: Callable[[str], str]
) -> HtmlResult:
    """The article of a page.

    Args:
        data: the page.
        rules: the rule files to choose from.
        wishes: what the caller wants.
        normalize: makes the text of ``HtmlResult.text`` from that of ``HtmlResult.kept``.

    Raises:
        InputError: the page cannot be read as HTML.
        UsageError: ``site`` names no rule file, or ``crawled`` is no date.
    """
    if not wishes.strip:
        return _unstripped(data, wishes, normalize)
    decoded = _decoded(data, wishes)
    root = parse_tree(decoded.source)
    whole = outline(root)
    said = stated(root, whole)
    if said.carrier:
        unfold(root)
        whole = outline(root)
        said = stated(root)  # posts may hold comments
    metadata = read_metadata(root, said, whole=wishes.metadata)
    smuggled = take_out(root) if said.apart else []
    if smuggled:
        whole = outline(root)
    index = index_of(root, whole)
    selector = Selector(root, decoded.text if index is None else "", index)
    selector.expect(rules.asked)
    selection = rules.select(
        whole.read,
        site=wishes.site,
        url=wishes.url or metadata.url,
        source=wishes.source,
        crawled=wishes.crawled,
        keep=wishes.keep,
        page_has=selector.has,
    )
    notes = [*_encoding_note(decoded), *selection.notes]
    tree = TreeRules(selection.program.nodes, selector, root)
    notes += tree.notes
    if tree.missed and selection.site is not None:
        message = f"{selection.site} keeps nodes that the page does not have; the extractor ran"
        notes.append(Note("layout-mismatch", None, message))
    page = outline_without(root, whole, selector.cleared) if tree.removals else whole
    keep, reasons = _choice(page, tree, metadata, wishes)
    lines = lines_of(page, keep)
    if not len(lines):
        notes.append(Note("no-article", None, "nothing on the page looks like an article"))
    text = lines.text()
    outcome = _run(selection, lines)
    notes += _line_notes(selection, outcome)
    cuts = [(cut.start, cut.end) for cut in outcome.cuts]
    kept = _rendered(page, lines, text, cuts, wishes, metadata)
    removals: list[NodeRemoval | Removal[str]] = []
    if wishes.explain:
        parts = [*smuggled, *tree.removals, *_dropped(page, keep, reasons)]
        if smuggled or tree.removals:  # else they are in order
            parts.sort(key=lambda part: selector.place(part[0]))
        removals += [removal for _, removal in parts]
        removals += _cuts(selection, outcome, text)
    return HtmlResult(
        normalize(kept),
        kept,
        text,
        removals,
        selection.site,
        selection.program.packs,
        notes,
        metadata,
        decoded.encoding or None,
        [rule["id"] for rule in tree.keepers],
    )


def _unstripped(data: str | bytes, wishes: Wishes, normalize: Callable[[str], str]) -> HtmlResult:
    """The whole page as text."""
    decoded = _decoded(data, wishes)
    root = parse_tree(decoded.source)
    page = outline(root)
    metadata = read_metadata(root, stated(root, page))
    lines = lines_of(page, [True] * page.count())
    text = lines.text()
    kept = _rendered(page, lines, text, [], wishes, metadata)
    notes = list(_encoding_note(decoded))
    encoding = decoded.encoding or None
    return HtmlResult(normalize(kept), kept, text, (), None, (), notes, metadata, encoding)


def _decoded(data: str | bytes, wishes: Wishes) -> Decoded:
    return Decoded(data, "", None, "") if isinstance(data, str) else decode(data, wishes.charset)


def _rendered(
    page: Page,
    lines: Lines,
    text: str,
    cuts: Sequence[tuple[int, int]],
    wishes: Wishes,
    metadata: Metadata,
) -> str:
    if not wishes.markdown:
        return plain(lines, text, cuts)
    left = left_of(lines, text, cuts)
    return markdown(page, left, links=wishes.links, base=wishes.url or metadata.url)


Reasons = Sequence[tuple[str, str]]


def _choice(
    page: Page, tree: TreeRules, metadata: Metadata, wishes: Wishes
) -> tuple[list[bool], Reasons]:
    """Which blocks stay, and for those that go (rule or reason, category)."""
    count = page.count()
    if tree.kept is None and not wishes.extract:
        return [True] * count, []
    if tree.kept is None:
        if not (wishes.explain or wishes.keep):
            return choose(page, metadata, reasons=False).keep, []
        choice = choose(page, metadata)
        keep = [
            stays or category in wishes.keep
            for stays, category in zip(choice.keep, choice.categories, strict=True)
        ]
        if not any(choice.keep):
            keep = [False] * count  # categories to keep make no article of a page without one
        return keep, list(zip(choice.reasons, choice.categories, strict=True))
    keep = [False] * count
    places = {node.element: node for node in page.nodes}
    for element in tree.kept:
        node = places.get(element)
        at = parent(element)
        while node is None and at is not None:  # an inline element: the block that it stands in
            node, at = places.get(at), parent(at)
        if node is not None:
            keep[node.first : node.end] = [True] * (node.end - node.first)
    keeper = tree.keepers[0]
    return keep, [(keeper["id"], keeper["category"])] * count


def _dropped(
    page: Page, keep: Sequence[bool], reasons: Reasons
) -> Iterable[tuple[etree._Element, NodeRemoval]]:
    """What was not chosen: neighbours that go for one reason are one removal."""
    at = 0
    count = len(keep)
    while at < count:
        if keep[at]:
            at += 1
            continue
        first = at
        while at < count and not keep[at] and reasons[at] == reasons[first]:
            at += 1
        rule, category = reasons[first]
        node = page.nodes[_common(page, page.blocks[first].node, page.blocks[at - 1].node)]
        text = "\n".join(block.text for block in page.blocks[first:at])
        element = page.nodes[page.blocks[first].node].element
        path = css_path(node.element)
        yield element, NodeRemoval(rule, category or "widget", path, source_line(element), text)


def _common(page: Page, one: int, other: int) -> int:
    """The innermost element around two."""
    nodes = page.nodes
    while one != other:
        if nodes[one].depth >= nodes[other].depth:
            one = nodes[one].parent
        else:
            other = nodes[other].parent
    return one


def _run(selection: Selection, lines: Lines) -> Outcome:
    """The line rules over the lines."""
    program = selection.program
    if program.linked is None:
        return program.engine.run(lines.read(linked=False))
    return program.linked.run(lines.read(linked=True))


def _cuts(selection: Selection, outcome: Outcome, text: str) -> Iterable[Removal[str]]:
    for cut in outcome.cuts:
        rule = selection.program.rules[cut.rule]
        yield Removal(
            rule["id"], rule["category"], cut.first, cut.last, cut.start, cut.end,
            text[cut.start : cut.end],
        )  # fmt: skip


def _line_notes(selection: Selection, outcome: Outcome) -> Iterable[Note]:
    for code, index, detail in outcome.notes:
        if index is None:
            message = f"the rules wanted {detail}; the lines were left whole"
            yield Note(code, None, message)
        else:
            name = selection.program.rules[index]["id"]
            yield Note(code, name, f"{name} wanted {detail}; it did nothing")


def _encoding_note(decoded: Decoded) -> Iterable[Note]:
    declared = codec_of(decoded.declared) if decoded.declared else None
    if decoded.how == "mixed":
        message = "the page mixes encodings; each stretch was read by itself"
    elif declared is not None and declared != decoded.encoding and decoded.how != "declared":
        message = f"the page says {decoded.declared}, but is {decoded.encoding}; read as that"
    else:
        return
    yield Note("encoding", None, message)
