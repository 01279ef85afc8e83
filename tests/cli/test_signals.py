"""The command that is told to end: by whom and when matters not, what is half-written goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from arclean.cli import main, output
from arclean.cli.signals import EndedError, ended_in_order
from tests.cli.conftest import Command, heed_interrupts

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
TEXT = b"%s\n" % (b"some words " * 500) * 3000
"""Batches of a corpus."""


@pytest.fixture
def ended(environment: Mapping[str, str], tmp_path: Path) -> Callable[..., tuple[int, bytes]]:
    """Run the command on standard input that does not end, and signal its process group once a file
    of the given pattern is there: exit code and standard error.
    """

    def end(
        arguments: list[str], half_written: str, number: int, stdin: bytes
    ) -> tuple[int, bytes]:
        with subprocess.Popen(
            [sys.executable, "-m", "arclean", *arguments],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment,
            start_new_session=True,
            preexec_fn=heed_interrupts,
        ) as process:
            assert process.stdin is not None
            process.stdin.write(stdin)
            process.stdin.flush()
            deadline = time.monotonic() + 300
            while not list(tmp_path.glob(half_written)):
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.01)
            os.killpg(process.pid, number)  # as terminals and timeout(1) do it
            error = process.communicate(timeout=300)[1]
        return process.returncode, error

    return end


@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("flags", [["--no-strip"], ["-p", "none"], ["-j2", "--docs=line"]], ids=str)
def test_no_temporary_file_stays(
    ended: Callable[..., tuple[int, bytes]],
    tmp_path: Path,
    flags: list[str],
    number: int,
    status: int,
) -> None:
    (tmp_path / "out.txt").write_bytes(b"as before\n")
    done = ended([*flags, "-", "-o", "out.txt"], ".arclean-*.tmp", number, b"a line\n" * 100_000)
    assert done == (status, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
    assert (tmp_path / "out.txt").read_bytes() == b"as before\n"


@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_no_temporary_file_of_a_corpus_stays(
    ended: Callable[..., tuple[int, bytes]], tmp_path: Path, jobs: str, number: int, status: int
) -> None:
    arguments = ["corpus", "-", "--no-strip", "--from=text", "--docs=line", jobs, "-o", "out.jsonl"]
    done = ended(arguments, "out.jsonl.arclean/tmp/*", number, TEXT)
    assert done == (status, b"")
    assert not list(tmp_path.rglob("tmp*"))
    assert not (tmp_path / "out.jsonl").exists()


def test_the_moment_a_file_is_there(
    arclean: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody holds the file yet who would tidy it up."""
    create = output.AtomicFile._create

    def interrupted(self: output.AtomicFile, before: os.stat_result | None) -> object:
        create(self, before).close()
        assert list(tmp_path.glob(".arclean-*"))
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("not reached")

    monkeypatch.setattr(output.AtomicFile, "_create", interrupted)
    (tmp_path / "in.txt").write_bytes(b"text\n")
    done = arclean("-o", str(tmp_path / "out.txt"), str(tmp_path / "in.txt"))
    assert (done.status, done.err) == (143, "")
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]


def test_files_that_are_open_at_once(tmp_path: Path) -> None:
    files = [output.AtomicFile(str(tmp_path / name)) for name in "abc"]
    files[1].commit()
    files[0].write(b"half")
    output.discard_unfinished()
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    for file in files:
        file.abandon()


def test_handlers_are_only_lent() -> None:
    """Who runs the command within a process of their own has their handlers back; one of their own
    stays.
    """
    before = signal.getsignal(signal.SIGTERM)
    assert before is signal.SIG_DFL
    main.run(["--version"])
    assert signal.getsignal(signal.SIGTERM) is before
    own = lambda *_: None  # noqa: E731
    signal.signal(signal.SIGTERM, own)
    try:
        with ended_in_order():
            assert signal.getsignal(signal.SIGTERM) is own
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as under nohup, which ignores SIGHUP
        with ended_in_order():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_second_signal_does_not_disturb() -> None:
    before = signal.getsignal(signal.SIGHUP)
    with pytest.raises(EndedError) as ended, ended_in_order():  # noqa: PT012
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGHUP)
            os.kill(os.getpid(), signal.SIGTERM)
    assert ended.value.status == 143
    assert signal.getsignal(signal.SIGHUP) is before


def test_in_another_thread() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(main.run, ["--version"]).result() == 0
