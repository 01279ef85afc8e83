"""What goes however sure the model is: windows, signatures, comments, named sections, copies.

Each is told by what a page says or repeats, not by how it looks: the forests see too few of them to
learn it. What is most of what is kept is never taken for one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from arclean.html.blocks import HEADINGS, Page, all_link
from arclean.html.features import PROSE_CHARS

__all__ = [
    "REPEATED_CHARS",
    "is_copy",
    "is_overlay",
    "microdata",
    "notices",
    "overlays",
    "scraps_of_lists",
    "sections_of_others",
    "without_copies",
    "without_parts",
    "without_scraps",
]

REPEATED_CHARS = 20
"""Characters from which a text that stands again in another place is a copy."""

PART_SHARE = 0.5
"""Share of the words kept from which what is told as furniture is the page itself."""

COMMENTS_SHARE = 0.3
"""The same for what is named as comments, which posts of a forum are, too."""

ARTICLE_WORDS = 40
"""Words kept outside windows, asides or a blog's comments from which these go, even if they are
longer."""

LARGEST_SHARE = 0.9
"""Share of the words kept from which a window or an aside stays even so: it is what a whole page
was put in, and the words outside are what is left of its furniture."""

HEADING_CHARS = 60

NOTICE_CHARS = 400
"""Characters up to which a text that says what comments are for is a notice, no article on them."""

LIST_LINKS = 5
"""Least length of a list of links."""

# Names and headings are looked at in lower case.

# Windows over the page, consent managers (OneTrust, Didomi, Usercentrics, Quantcast, TrustArc,
# Complianz), what members of a forum have printed below each of their posts, and captions that are
# no <figcaption> (MediaWiki, WordPress).
OVERLAY = re.compile(
    r"role=(?:alert)?dialog|\bmodal|-modal\b|onetrust|\bot-sdk|optanon|cookie|consent|gdpr|didomi"
    r"|usercentrics|truste|qc-cmp|cmplz|(?:\b|_)signature"
    r"|\bthumbcaption\b|\bwp-caption-text\b|\b(?:image|img|figure|photo|picture)[-_]caption\b",
    re.ASCII,
)

# Lists of readers' comments, and comments in them. Threads of forums are named so, too.
COMMENTS = re.compile(
    r"\bcomments?[-_]?(?:list|area|section|container|wrap(?:per)?|body|content|text|item|thread)s?\b",
    re.ASCII,
)
# What WordPress names each comment below a post: "comment even thread-even depth-1".
BLOG_COMMENT = (re.compile(r"\bcomment\b", re.ASCII), re.compile(r"\bdepth-[0-9]", re.ASCII))

# Boxes of other articles, and sidebars; layouts that have or lack a sidebar are named so, too.
OTHER_TEXTS = re.compile(
    r"related|recommend|(?:\b|_)sidebar(?:[^-a-z0-9_]|$)"
    r"|\btrending|\bmost-?(?:read|popular)|\bpopular-?posts?|\blatest-?(?:news|posts)",
    re.ASCII,
)
LAYOUTS = ("has-sidebar", "with-sidebar", "no-sidebar")

# What an <aside> holds that belongs to the text around it: footnotes, and manuals' remarks.
REMARK = re.compile(r"note|\btips?\b|\bhint|warning|caution|admonition|callout", re.ASCII)

# Headings of sections about other articles or the author; the whole heading.
OTHERS = re.compile(
    "(?:(?:مقالات|مواضيع|[أا]خبار|تدوينات|منشورات|قصص|موضوعات)"
    " (?:[أا]خر[ىي]|ذات (?:ال)?صلة|مشابهة|مقترحة|متعلقة|قد (?:تهمك|تعجبك))"
    "|اقر[أا] ?[أا]يض[اًاَ]*|شاهد ?[أا]يض[اًاَ]*|قد (?:يهمك|يعجبك)(?: [أا]يض[اًاَ]*)?"
    "|(?:نبذة )?(?:عن|حول) (?:ال)?(?:كاتب|مؤلف|ناشر)"
    "|related (?:posts?|articles?|stories|news|content|reading)"
    "|you (?:may|might) also (?:like|enjoy|be interested in)|about the authors?)"
)
EDGES = " \t\n:.!؟?…#•-–—|«»\"'"


# What an Arabic page says below its article: whose opinion it is, how to comment.
NOTICE = re.compile(
    "^.{0,40}(?:[آأا]راء|تعليقات|مقالات|مشاركات|مواد|المقال|المادة|ما (?:ورد|ينشر))[^.]{0,60}"
    "(?:[تي]عبر|[تي]مثل)[^.]{0,30} (?:ر[أا]ي|[آا]راء|وجه(?:ة|ات) نظر|مواقف|موقف)"
    " [^.]{0,12}(?:[أا]?صحاب|صاحب|كاتب|كتاب|موقع|صحيفة|جريدة|شبكة|مجلة|ناشر|[إا]دارة|قناة|مدونة)"
    "|(?:مراجعة|حذف|نشر|[إا]دارة|كتابة) (?:[أا]ي )?(?:ال)?تعليق(?:ات)?.{0,150}"
    "(?:شروط|[إا]رشادات|قواعد|سياسة|ميثاق|معايير) (?:ال)?(?:[اإ]ستخدام|نشر|تعليق|مجتمع)",
    re.DOTALL,
)

OPINION = re.compile("عبر|مثل|تعليق")  # what each of them has; quick to see


# What tells of furniture holds one of these; quick to see.
STEMS = (
    "comment caption dialog modal cookie consent signature gdpr didomi usercentrics truste onetrust"
    " ot-sdk optanon qc-cmp cmplz related recommend sidebar trending read popular latest"
).split()

CELLS = ("td", "th")

_WINDOW, _COMMENT, _REPLY, _ASIDE, _OTHER = 1, 2, 4, 8, 16


@lru_cache(maxsize=16384)
def _kinds(names: str) -> int:
    """What an element's names say that it is."""
    lower = names.lower()
    if not any(stem in lower for stem in STEMS):
        return 0
    kinds = _WINDOW if OVERLAY.search(lower) else 0
    kinds |= _COMMENT if COMMENTS.search(lower) else 0
    kinds |= _REPLY if all(pattern.search(lower) for pattern in BLOG_COMMENT) else 0
    for layout in LAYOUTS:
        lower = lower.replace(layout, "")
    return kinds | (_OTHER if OTHER_TEXTS.search(lower) else 0)


def is_overlay(names: str) -> bool:
    """Whether an element's names say that it is a window over the page, a signature, a caption."""
    return bool(_kinds(names) & _WINDOW)


def _within(page: Page, places: Iterable[int]) -> dict[int, int]:
    """What the elements around each of some blocks are told as, the whole page aside.

    An ``<aside>`` that is no footnote and no remark is one.
    """
    nodes, blocks = page.nodes, page.blocks
    known: dict[int, int] = {-1: 0}
    found = {}
    for index in places:
        at = blocks[index].node
        path = []
        while at not in known:
            node = nodes[at]
            path.append((at, node))
            at = node.parent
        kinds = known[at]
        for at, node in reversed(path):
            names = node.names
            if node.tag == "aside":
                kinds |= 0 if REMARK.search(names.lower()) else _ASIDE
            if names and node.tag not in ("html", "body"):
                told = _kinds(names)
                # A heading alone is taken with its section, or not at all.
                kinds |= told & ~_OTHER if node.tag in HEADINGS else told
            known[at] = kinds
        if kinds:
            found[index] = kinds
    return found


def overlays(page: Page, places: Iterable[int]) -> set[int]:
    """Which of some blocks stand in a window over the page, a signature or a caption."""
    return {index for index, kinds in _within(page, places).items() if kinds & _WINDOW}


def sections_of_others(page: Page, keep: Sequence[bool]) -> set[int]:
    """The blocks of sections whose heading says that they are of other articles or the author.

    A section is the largest element that begins with its heading; of a heading that stands alone in
    one, what follows up to the next heading that is not below it, or to a paragraph beside it.
    Headings are looked at where something is kept.
    """
    nodes, blocks, tags = page.nodes, page.blocks, page.tags()
    found: set[int] = set()
    first = keep.index(True) if True in keep else len(keep)
    done = 0  # where what was found ends: a section may hold others
    for index in range(first, len(keep)):
        at = blocks[index].node
        level = HEADINGS.get(tags[at])
        if level is None:
            continue
        text = blocks[index].text
        if len(text) > HEADING_CHARS or not OTHERS.fullmatch(text.strip(EDGES).lower()):
            continue
        while nodes[at].parent > 0 and nodes[nodes[at].parent].first == index:
            at = nodes[at].parent
        end = nodes[at].end
        if end == index + 1:
            up = nodes[at].parent
            last = nodes[up].end if up >= 0 else end
            while end < last:
                node = nodes[blocks[end].node]
                beside = node.parent == up and len(blocks[end].text) >= PROSE_CHARS
                if beside or HEADINGS.get(node.tag, level + 1) <= level:
                    break
                end += 1
        found.update(range(max(index, done), end))
        done = max(done, end)
    return found


def notices(page: Page, kept: Sequence[int]) -> set[int]:
    """Notices on comments and opinions behind the article, in Arabic.

    Args:
        page: the page's outline.
        kept: the blocks that are kept, in order.
    """
    found = set()
    for index in reversed(kept):
        text = page.blocks[index].text
        if len(text) <= NOTICE_CHARS and OPINION.search(text) and NOTICE.search(text):
            found.add(index)
        elif len(text) >= PROSE_CHARS:
            break
    return found


def microdata(page: Page, kept: Iterable[int], words: Sequence[int]) -> set[int]:
    """Addresses that a page states of itself as text (``itemprop``), for machines, not readers."""
    found = set()
    for index in kept:
        block = page.blocks[index]
        if words[index] == 1 and not block.linked and block.text.startswith("http"):
            element = page.nodes[block.node].element
            if element is not None and element.get("itemprop"):
                found.add(index)
    return found


def scraps_of_lists(page: Page, keep: Sequence[bool]) -> set[int]:
    """The links that are kept of lists of links of which less than half is kept.

    A list is five or more elements of one name in one element, each all link.
    """
    blocks, nodes = page.blocks, page.nodes

    def name(index: int) -> tuple[int, str, str] | None:
        """What the links of one list have in common; None for what is no link of a list."""
        block = blocks[index]
        if not all_link(block):
            return None
        node = nodes[block.node]
        # Headings may be links to themselves.
        return None if node.tag in HEADINGS else (node.parent, node.tag, node.names)

    lists: dict[tuple[int, str, str], list[int]] = {}
    links = [index for index, block in enumerate(blocks) if block.linked]
    for index in links:
        if keep[index] and (one := name(index)):
            lists.setdefault(one, []).append(index)
    if not lists:
        return set()
    counts = Counter([one for index in links if (one := name(index)) in lists])
    return {
        index
        for one, kept in lists.items()
        if counts[one] >= LIST_LINKS and len(kept) < PART_SHARE * counts[one]
        for index in kept
    }


def without_parts(page: Page, keep: list[bool], words: Sequence[int]) -> list[bool]:
    """What is kept, without overlays, comments, asides and other texts; changed in place.

    On general-dev, sites unseen, what goes beside overlays and others' sections adds .002 to F1.

    Args:
        page: the page's outline.
        keep: whether each block is kept.
        words: how many words each block has.
    """
    told = _within(page, [index for index, yes in enumerate(keep) if yes])

    def named(kind: int) -> set[int]:
        return {index for index, kinds in told.items() if kinds & kind}

    keep = _without((named(_WINDOW),), keep, words, most=LARGEST_SHARE)
    keep = _without((sections_of_others(page, keep),), keep, words)
    keep = _without((named(_REPLY),), keep, words, most=1)
    keep = _without((named(_COMMENT),), keep, words, COMMENTS_SHARE)
    keep = _without((named(_ASIDE),), keep, words, most=LARGEST_SHARE)
    return _without((named(_OTHER),), keep, words)


def without_scraps(page: Page, keep: list[bool], words: Sequence[int]) -> list[bool]:
    """What is kept, without notices, addresses for machines and scraps of lists; as above."""
    kept = [index for index, yes in enumerate(keep) if yes]
    scraps = (notices(page, kept), microdata(page, kept, words), scraps_of_lists(page, keep))
    return _without(scraps, keep, words)


def _without(
    found: Iterable[set[int]],
    keep: list[bool],
    words: Sequence[int],
    share: float = PART_SHARE,
    most: float = 0,
) -> list[bool]:
    """What is kept without each of some parts that is less than a share of it, or that leaves
    ``ARTICLE_WORDS`` and is less than the share ``most``; changed in place.
    """
    for places in found:
        parts = [index for index in places if keep[index]]
        if parts:
            whole = sum([words[index] for index, yes in enumerate(keep) if yes])
            size = sum([words[index] for index in parts])
            if size < share * whole or (size < most * whole and whole - size >= ARTICLE_WORDS):
                for index in parts:
                    keep[index] = False
    return keep


def without_copies(page: Page, keep: list[bool]) -> list[bool]:
    """What is kept, each text once: pages carry some twice, for screens of two widths.

    Of a heading and a line of a table of contents or a summary, the heading stays; else the first.
    On general-dev, sites unseen, what is shorter than 60 characters adds .0008 to F1.
    """
    nodes, blocks = page.nodes, page.blocks
    seen: dict[str, int] = {}
    alike: list[int] = []
    for index, yes in enumerate(keep):
        if not yes or len(text := blocks[index].text) < REPEATED_CHARS:
            continue
        first = seen.setdefault(text, index)
        if first == index:
            continue
        alike = alike or page.alike()
        if is_copy(page, alike, first, index):
            heading = nodes[blocks[index].node].tag in HEADINGS
            if heading and nodes[blocks[first].node].tag not in HEADINGS:
                seen[text] = index
                keep[first] = False
            else:
                keep[index] = False
    return keep


def is_copy(page: Page, alike: Sequence[int], one: int, other: int) -> bool:
    """Whether two blocks of the same text say it twice, for other screens or as other parts do.

    What stands again in the same element, alike, or in a cell of a table is the author's: a
    refrain, a field of each card.

    Args:
        page: the page's outline.
        alike: what :meth:`arclean.html.blocks.Page.alike` says of it.
        one: a block.
        other: another one.
    """
    nodes = page.nodes
    places = [page.blocks[index].node for index in (one, other)]
    if nodes[places[0]].parent == nodes[places[1]].parent or alike[one] == alike[other]:
        return False
    for at in places:
        while at >= 0:
            if nodes[at].tag in CELLS:
                return False
            at = nodes[at].parent
    return True
