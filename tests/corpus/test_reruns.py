"""What a further run on the same output finds, keeps and replaces; and inputs that can be read only
once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus.conftest import Command, records

ROOT = Path(__file__).resolve().parents[2]
LINES = [b'{"id": %d, "text": "%s"}\n' % (n, b"text " * 200) for n in range(6000)]


def ids(folder: Path) -> list[int]:
    paths = sorted(folder.glob("*.jsonl"))
    return [record["id"] for path in paths for record in records(path)]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join(LINES))
    return path


@pytest.mark.parametrize("now", [None, b""], ids=["gone", "empty"])
@pytest.mark.parametrize("shard", [(), ("--shard", "100k")], ids=["whole", "shards"])
def test_an_input_that_cannot_be_read_costs_no_output(
    now: bytes | None, shard: tuple[str, ...], source: Path, corpus: Command, tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(LINES[0])
    words = [source, other, "-o", tmp_path / "out", "-j", 1, *shard]
    corpus(*words)
    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("*.jsonl")}
    data = source.read_bytes()
    about = source.stat()
    source.unlink()
    if now is not None:
        source.write_bytes(now)
    corpus(*words, code=2)
    assert {path: path.read_bytes() for path in before} == before
    # When it is back it is as if nothing had been.
    source.write_bytes(data)
    os.utime(source, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert "2 of 2 outputs were done already" in corpus(*words)


def test_one_of_several_inputs_that_is_gone_costs_no_documents(
    source: Path, corpus: Command, tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(LINES[0])
    words = [source, other, "-o", tmp_path / "all.jsonl", "-j", 1]
    corpus(*words)
    source.unlink()
    said = corpus(*words, code=2)
    assert f"{source}: cannot be read now; {tmp_path / 'all.jsonl'} stays as it was" in said
    assert len(records(tmp_path / "all.jsonl")) == len(LINES) + 1


def test_fewer_shards_leave_none_of_those_before(
    source: Path, corpus: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    corpus(source, "-o", out, "-j", 1, "--shard", "100k")
    assert len(list(out.glob("*.jsonl"))) > 2
    corpus(source, "-o", out, "-j", 1, "--shard", "3M", "--overwrite")
    assert ids(out) == list(range(6000))
    corpus(source, "-o", out, "-j", 1, "--overwrite")
    assert [path.name for path in out.glob("*.jsonl")] == ["in.jsonl"]
    corpus(source, "-o", out, "-j", 1, "--shard", "100k", "--overwrite")
    assert ids(out) == list(range(6000))
    source.write_bytes(LINES[7])
    corpus(source, "-o", out, "-j", 1, "--shard", "100k")
    assert ids(out) == [7]


def test_where_documents_of_several_shards_were_put_aside(
    source: Path, corpus: Command, tmp_path: Path
) -> None:
    source.write_bytes(b"".join(line + b"no record\n" for line in LINES))
    out = tmp_path / "out"
    said = corpus(source, "-o", out, "-j", 1, "--shard", "100k")
    assert f"6,000 documents were put aside; {out}/_arclean/failed has them\n" in said
    assert len(list(out.glob("_arclean/failed/*.jsonl"))) > 2


def test_an_overwriting_run_that_fails_leaves_what_it_would_replace(
    source: Path, corpus: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    corpus(source, "-o", out, "-j", 1, "--shard", "100k")
    source.unlink()
    corpus(source, "-o", out, "-j", 1, "--overwrite", code=2)
    assert ids(out) == list(range(6000))
    source.write_bytes(b"".join(LINES[:9]))
    corpus(source, "-o", out, "-j", 1)
    assert ids(out) == list(range(9))


def test_outputs_among_the_inputs(
    corpus: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What runs wrote and keep is no input of theirs; what they did not write stays."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.jsonl").write_bytes(b"".join(LINES[:3]) + b'{"text": 5}\n')
    for _ in range(2):
        corpus("in", "-o", "in/all.jsonl", "-j", 1)
        assert [record["id"] for record in records(Path("in/all.jsonl"))] == [0, 1, 2]
    for what in ("in", "in/*.jsonl", "i[n]/*"):
        said = corpus(what, "-o", "in/all.jsonl", "-j", 1)
        assert said.count("1 of 1 outputs were done already") == 1, what
    aside = Path("in/all.jsonl.arclean/failed/all.jsonl.jsonl")
    assert len(records(aside)) == 1
    # Another run reads what the first one wrote, and not what it keeps.
    for what in ("in", "in/**"):
        corpus(what, "-o", "out.jsonl", "-j", 1, "--overwrite")
        assert [record["id"] for record in records(Path("out.jsonl"))] == [0, 1, 2] * 2
    Path("in/b.jsonl").write_bytes(LINES[5])
    assert "in/b.jsonl is an input, too" in corpus("in", "-o", "in/b.jsonl", code=2)
    assert Path("in/b.jsonl").read_bytes() == LINES[5]


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    """A named pipe, out of which the lines come."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb") as target:
            target.write(b"".join(LINES))

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    yield path
    if writer.is_alive():  # nobody read: let it go
        path.read_bytes()
    writer.join()


def test_a_pipe_is_read_by_one_process(pipe: Path, tmp_path: Path) -> None:
    words = [pipe, "--from", "jsonl", "-o", tmp_path / "out/", "-j", 2]
    subprocess.run(
        [sys.executable, "-m", "arclean", "corpus", *map(str, words)], cwd=ROOT, check=True
    )
    (made,) = [path for path in (tmp_path / "out").iterdir() if path.is_file()]
    assert [json.loads(line)["id"] for line in made.read_bytes().splitlines()] == list(range(6000))


def test_of_a_pipe_nothing_is_read_to_guess(pipe: Path, corpus: Command, tmp_path: Path) -> None:
    said = corpus(pipe, "-o", tmp_path / "out/", "-j", 1, code=2)
    assert f"say what {pipe} holds" in said


def test_pipes_in_a_folder_are_passed_over(corpus: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "a.jsonl")
    (tmp_path / "in" / "b.jsonl").write_bytes(LINES[3])
    corpus(tmp_path / "in", "-o", tmp_path / "out", "-j", 1)
    assert ids(tmp_path / "out") == [3]


def test_what_a_pipe_has_made_is_not_taken_for_what_it_would_make(tmp_path: Path) -> None:
    def run(data: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "arclean", "corpus", "-", "--from", "jsonl"]
        out = ["-o", str(tmp_path / "out/"), "-j", "1"]
        return subprocess.run(
            [*command, *out, *words], input=data, capture_output=True, cwd=ROOT, check=False
        )

    assert run(LINES[0]).returncode == 0
    again = run(LINES[1])
    assert again.returncode == 2
    assert b"standard input, which need not say the same again" in again.stderr
    assert ids(tmp_path / "out") == [0]
    assert run(LINES[1], "--overwrite").returncode == 0
    assert ids(tmp_path / "out") == [1]
