"""``-j``: the same output, messages and exit codes, whoever does the work."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from arclean.cli.reading import Blocks
from tests.cli.conftest import CLEAN, PAGE, PLAIN, Command, Shell, at_work

BROKEN = b"\xff\xfe no text\n"


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    """Pages that change and that do not, an empty one, one that is not UTF-8, one that is not."""
    contents = [PAGE, PLAIN, b"", BROKEN, PAGE * 3, None, PLAIN, PAGE]
    paths = [tmp_path / f"{at}.txt" for at in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        if content is not None:
            path.write_bytes(content)
    return paths


@pytest.mark.parametrize(
    "flags",
    [
        [],
        ["--errors=strict"],
        ["--explain=json"],
        ["--diff"],
        ["--check"],
        ["--stats"],
        ["--no-strip", "-p", "search"],
        ["--docs=line"],
        ["--docs=blank-lines", "--explain"],
        ["--max-doc-bytes=100"],
        ["--docs=line", "--max-doc-bytes=20", "--explain=json"],
    ],
)
def test_the_same_as_alone(arclean: Command, pages: list[Path], flags: list[str]) -> None:
    alone = arclean.sample(*flags, *pages)
    together = arclean.sample("-j3", *flags, *pages)
    if "--stats" in flags:
        alone, together = (
            outcome._replace(err=re.sub("[0-9.]+ s, [0-9.]+ MB/s", "", outcome.err))
            for outcome in (alone, together)
        )
    assert together == alone
    assert alone.status == 2


def test_a_stream_of_documents(arclean: Command) -> None:
    pages = b"\f".join([PAGE, PLAIN, b"", PAGE] * 5000)
    wanted = b"\f".join([CLEAN, PLAIN, b"", CLEAN] * 5000)
    for jobs in ("1", "2", "0"):
        done = arclean.sample("--jobs", jobs, "--docs=form-feed", stdin=pages)
        assert (done.status, done.out, done.err) == (0, wanted, "")


def test_in_place_with_records(arclean: Command, pages: list[Path], tmp_path: Path) -> None:
    done = arclean.sample(
        "-j2", "-i", "--errors=strict", "--save-removed", tmp_path / "records", *pages
    )
    assert done.status == 2
    assert pages[0].read_bytes() == pages[7].read_bytes() == CLEAN
    assert pages[3].read_bytes() == BROKEN
    assert (tmp_path / "records").read_bytes().count(b"\n") == 10  # two in each of five pages
    assert not list(tmp_path.glob(".arclean*"))


def test_wrong_numbers(arclean: Command) -> None:
    for number in ("-1", "many", "1000", "٣"):
        done = arclean(f"--jobs={number}")
        assert done.status == 2
        assert "is no number of jobs; write 1 to 999, or 0 for all cores" in done.err


def test_a_closed_pipe(shell: Shell) -> None:
    done = shell(
        f"yes '{PLAIN.decode().strip()}' | arclean -j2 --docs=line | head -c 1 >x\n"
        "echo ${PIPESTATUS[@]}"
    )
    assert done.stdout == b"141 141 0\n"
    assert done.stderr == b""


def children(process: int) -> list[int]:
    """Processes that another one started."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    # Each is started by a thread.
    for task in Path(f"/proc/{process}/task").iterdir():
        text += " " + (task / "children").read_text(encoding="ascii")
    return [int(number) for number in text.split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks /proc for processes")
@pytest.mark.parametrize(
    ("how", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_nobody_is_left_behind(environment: Mapping[str, str], how: int, status: int) -> None:
    # A step that runs in Python: with either core the work is done by processes.
    with at_work(environment, "-j2", "--docs=line", "-p", "standard,+mojibake") as process:
        workers = children(process.pid)
        assert workers
        process.send_signal(how)
        _, error = process.communicate(timeout=300)
    assert process.returncode == status
    assert error == b""
    deadline = time.monotonic() + 300
    for worker in workers:
        while Path(f"/proc/{worker}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_what_is_ready() -> None:
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb") as reading, os.fdopen(theirs, "wb") as writing:
        blocks = Blocks(reading, "pipe", 100)
        assert not blocks.ready()
        writing.write(b"text")
        writing.flush()
        assert blocks.ready()
        assert bytes(blocks.read()) == b"text"
        writing.close()
        assert blocks.ready()  # to say that it ends
        assert not blocks.read()
