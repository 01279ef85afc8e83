"""Applying a diff to the input gives the output, whatever was removed and normalised."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from arclean.document import cut
from arclean.report.colour import Painter
from arclean.report.diff import Differ
from tests.conftest import examples

Stretch = tuple[bytes, list[tuple[int, int]], bytes]


def diff(stretches: list[Stretch], *, escape: bool = False, colour: bool = False) -> bytes:
    differ = Differ("page.txt", Painter(colour), escape=escape)
    out = b"".join(piece for stretch in stretches for piece in differ.add(*stretch))
    return out + b"".join(differ.end())


def lines(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+\Z", data)


def patched(before: bytes, patch: bytes) -> bytes:
    """A strict ``patch``: places, context and removed lines must agree exactly."""
    if not patch:
        return before
    old = lines(before)
    rows = lines(patch)
    assert rows[:2] == [b"--- page.txt\n", b"+++ page.txt\n"]
    out: list[bytes] = []
    at = 0
    index = 2
    while index < len(rows):
        match = re.fullmatch(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n", rows[index])
        assert match, rows[index]
        start, size = int(match[1]), int(match[2] or 1)
        new_start, new_size = int(match[3]), int(match[4] or 1)
        start -= size > 0
        new_start -= new_size > 0
        assert start >= at
        out += old[at:start]
        assert len(out) == new_start
        at = start
        counts = [0, 0]
        index += 1
        while index < len(rows) and not rows[index].startswith(b"@@"):
            tag, line = rows[index][:1], rows[index][1:]
            index += 1
            if index < len(rows) and rows[index].startswith(b"\\"):
                line = line[:-1]
                index += 1
            if tag in b" -":
                assert old[at] == line
                at += 1
                counts[0] += 1
            if tag in b" +":
                out.append(line)
                counts[1] += 1
        assert counts == [size, new_size]
        assert new_size or size
    return b"".join([*out, *old[at:]])


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    """Documents with random removals and a normaliser that changes letters, ends and numbers of
    lines.
    """
    result = []
    for _ in range(draw(st.integers(1, 4))):
        text = draw(
            st.lists(st.sampled_from([b"a", b"b", b"\n", b"x\n", b"\r\n", b"\f"]), max_size=25)
        )
        before = b"".join(text)
        edges = sorted(draw(st.sets(st.integers(0, len(before)), max_size=6)))
        spans = list(zip(edges[::2], edges[1::2], strict=False))
        after = cut(before, spans)
        old, new = draw(
            st.sampled_from([(b"", b""), (b"a", b""), (b"b", b"B"), (b"x\n", b""), (b"\r", b"\n")])
        )
        result.append((before, spans, after.replace(old, new) if old else after))
        if draw(st.booleans()):
            result.append((b"\n", [], b"\n"))
    return result


@settings(max_examples=examples(500))
@given(stretches())
def test_the_diff_applied_to_the_input_gives_the_output(parts: list[Stretch]) -> None:
    before = b"".join(part[0] for part in parts)
    after = b"".join(part[2] for part in parts)
    patch = diff(parts)
    assert patched(before, patch) == after
    assert (patch == b"") == (before == after)


def test_a_changed_line_stands_above_its_new_form() -> None:
    before = b"1\n2\n3\n4\nold a\nold b\n7\n8\n9\n10\n"
    patch = diff([(before, [(4, 6)], b"1\n2\n4\nnew a\nnew b\n7\n8\n9\n10\n")])
    assert patch.decode() == (
        "--- page.txt\n+++ page.txt\n@@ -1,9 +1,8 @@\n 1\n 2\n-3\n 4\n"
        "-old a\n+new a\n-old b\n+new b\n 7\n 8\n 9\n"
    )


def test_far_changes_get_hunks_of_their_own() -> None:
    before = b"a\n" + b"same\n" * 20 + b"b\n"
    patch = diff([(before, [(0, 2)], before[2:-2] + b"c\n")])
    assert patch.count(b"@@ -") == 2
    assert patched(before, patch) == before[2:-2] + b"c\n"


def test_many_lines_take_linear_time() -> None:
    before = b"".join(b"line %d\nfurniture\n" % number for number in range(20_000))
    spans = [(match.start(), match.end()) for match in re.finditer(b"furniture\n", before)]
    after = cut(before, spans).replace(b"line", b"LINE")
    assert patched(before, diff([(before, spans, after)])) == after


def test_on_a_terminal_controls_are_shown() -> None:
    shown = diff([(b"a\x1b[2J\r\n", [], b"b\n")], escape=True, colour=True)
    assert b"\x1b[31m-a\\x1b[2J\\r\x1b[0m\n" in shown
    assert b"\x1b[32m+b\x1b[0m\n" in shown


def test_line_numbers_stay_right_behind_a_stretch_that_is_skipped() -> None:
    differ = Differ("page.txt", Painter(False), escape=False)
    out = b"".join(differ.add(b"1\n2\n", [(0, 2)], b"2\n"))
    out += b"".join(differ.skip(b"3\n4\n5\n", b"3\n"))
    out += b"".join(differ.add(b"6\n", [], b"six\n"))
    out += b"".join(differ.end())
    assert [line for line in out.splitlines() if line.startswith(b"@@")] == [
        b"@@ -1,2 +1 @@",
        b"@@ -6 +3 @@",
    ]
