"""Memory that somebody writes to while it is read: an error of the tree, never a panic."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from arclean import InputError, Normalizer, UsageError
from arclean._seam import core_name

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a mapped file keeps its folder")
reads_in_place = pytest.mark.skipif(core_name() == "pure", reason="the pure core copies it first")

SIZE = 4096
TEXTS = [
    ("مُحَمَّــدٌ ﷺ آ لله  \r\n" * SIZE).encode()[:SIZE],
    (b"abc def \xd9\x91\xd9\x8e\xd9\x8b" * SIZE)[:SIZE],
]
TIMES = 100_000


WRITER = """
import mmap, sys
with open(sys.argv[1], "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
    texts = [bytes.fromhex(text) for text in sys.argv[2:]]
    print(flush=True)
    while True:
        for text in texts:
            memory[:] = text
"""


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[mmap.mmap]:
    """Memory that another process writes to, for as long as the test runs."""
    path = tmp_path / "text"
    path.write_bytes(TEXTS[0])
    command = [sys.executable, "-c", WRITER, str(path), *(text.hex() for text in TEXTS)]
    with (
        path.open("r+b") as file,
        mmap.mmap(file.fileno(), 0) as memory,
        subprocess.Popen(command, stdout=subprocess.PIPE) as writer,
    ):
        try:
            assert writer.stdout is not None
            writer.stdout.readline()
            yield memory
        finally:
            writer.kill()


def first_error(work: Callable[[], object]) -> BaseException | None:
    """What is raised first, if the two meet at all: on one core they may not."""
    for _ in range(TIMES):
        try:
            work()
        except BaseException as error:
            return error
    return None


@reads_in_place
@pytest.mark.parametrize("profile", ["corpus", "search", "standard"])
def test_into(changing: mmap.mmap, capfd: pytest.CaptureFixture[str], profile: str) -> None:
    normalizer = Normalizer(profile)
    room = bytearray(SIZE * 4)
    error = first_error(lambda: normalizer.into(changing, room))
    if error is None:
        pytest.skip("the two did not meet")
    assert type(error) is InputError
    assert str(error) == (
        "the text changed while it was read; give a copy of memory that others write to"
    )
    assert capfd.readouterr().err == ""
    assert bytes(room[: normalizer.into(b"\xd9\x80a", room)]) == b"a"


@reads_in_place
def test_a_stream_ends(changing: mmap.mmap) -> None:
    normalizer = Normalizer("corpus")
    room = bytearray(SIZE * 4)
    stream = normalizer.stream()

    def feed() -> None:
        nonlocal stream
        stream = normalizer.stream()
        stream.feed_into(changing, room)

    error = first_error(feed)
    if error is None:
        pytest.skip("the two did not meet")
    assert type(error) is InputError
    with pytest.raises(UsageError, match="finished"):
        stream.feed_into(b"a", room)


@pytest.mark.parametrize("profile", ["corpus", "search"])
def test_what_is_copied_does_not_change(changing: mmap.mmap, profile: str) -> None:
    normalizer = Normalizer(profile)
    for _ in range(TIMES // 300):
        normalizer(changing)
        normalizer.stream().feed(changing)
