"""Killed at any moment and run again: the output of an undisturbed run, nothing more, nothing less;
and a worker that dies is noticed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import samples
from tests.corpus.conftest import records

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("ARCLEAN_KILLS", "2"))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some inputs of several batches, and many small ones."""
    folder = tmp_path_factory.mktemp("kill")
    made = samples.pages(900, seed=3)
    lines = [json.dumps(page, ensure_ascii=False) + "\n" for page in made]
    for number in range(2):
        text = "".join(lines[number * 400 :]) * 4 + '{"text": 1}\n'
        (folder / f"large-{number}.jsonl").write_text(text, encoding="utf-8")
    (folder / "crawl.warc").write_bytes(b"".join(samples.wet_records(made)))
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(40):
        made = samples.pages(40, seed=number)
        text = "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in made)
        (folder / f"{number:03}.jsonl").write_text(text * 3, encoding="utf-8")
    return folder


def start(source: Path, output: Path, *flags: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "arclean", "corpus", str(source), "-o", str(output), "-j2", *flags],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )


def finish(source: Path, output: Path, *flags: str) -> bytes:
    process = start(source, output, *flags)
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 0, said
    return said


def children(process: subprocess.Popen[bytes]) -> list[int]:
    tasks = Path(f"/proc/{process.pid}/task")
    try:
        return [int(n) for one in tasks.iterdir() for n in (one / "children").read_text().split()]
    except OSError:
        return []


def tree(folder: Path) -> dict[str, Any]:
    """All files of an output; the ledger without the name of its folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes().replace(os.fsencode(folder), b"OUT")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


SHARDS = ("--shard", "1M", "--to", "jsonl.gz")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc")
@pytest.mark.parametrize("whom", ["run", "worker"])
@pytest.mark.parametrize(
    ("which", "flags"), [("inputs", ()), ("inputs", SHARDS), ("many", ())], ids=str
)
def test_killed_at_random(
    which: str, flags: tuple[str, ...], whom: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source: Path = request.getfixturevalue(which)
    begun = time.monotonic()
    finish(source, tmp_path / "whole", *flags)
    length = time.monotonic() - begun
    expected = tree(tmp_path / "whole")
    assert len(expected) > 3
    choose = random.Random(f"{which}{whom}{flags}")
    hits = 0
    for number in range(KILLS):
        output = tmp_path / f"out-{number}"
        process = start(source, output, *flags)
        time.sleep(choose.uniform(0.1, 1) * length)
        if whom == "run":
            hits += process.poll() is None
            process.kill()
            process.communicate(timeout=300)
            finish(source, output, *flags)
        else:
            found = children(process)
            if found:
                with suppress(ProcessLookupError):  # it may just have ended
                    os.kill(choose.choice(found), signal.SIGKILL)
                    hits += 1
            said = process.communicate(timeout=300)[1]
            assert process.returncode == 0, said
        assert tree(output) == expected
    assert hits or KILLS < 3


def test_a_rerun_does_nothing(many: Path, tmp_path: Path) -> None:
    finish(many, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.jsonl")}
    said = finish(many, tmp_path / "out")
    assert b"40 of 40 outputs were done already" in said
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.jsonl")}


def test_a_rerun_does_what_changed(many: Path, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for path in sorted(many.iterdir())[:4]:
        (source / path.name).write_bytes(path.read_bytes())
    finish(source, tmp_path / "out")
    (source / "002.jsonl").write_text('{"text": "نص"}\n', encoding="utf-8")
    (tmp_path / "out" / "001.jsonl").unlink()
    (tmp_path / "out" / "003.jsonl").write_bytes(b"")
    said = finish(source, tmp_path / "out")
    assert b"1 of 4 outputs were done already" in said
    assert len(records(tmp_path / "out" / "001.jsonl")) == 120
    assert records(tmp_path / "out" / "002.jsonl") == [{"text": "نص"}]
    assert len(records(tmp_path / "out" / "003.jsonl")) == 120


def test_other_settings_need_another_output(many: Path, tmp_path: Path) -> None:
    finish(many, tmp_path / "out")
    process = start(many, tmp_path / "out", "-p", "none")
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 2
    assert b"another profile" in said
    assert b"--overwrite" in said
    finish(many, tmp_path / "out", "-p", "none", "--overwrite")


def test_two_runs_do_not_mix(inputs: Path, tmp_path: Path) -> None:
    first = start(inputs, tmp_path / "out")
    ledger = tmp_path / "out" / "_arclean" / "ledger.jsonl"
    while not ledger.exists() and first.poll() is None:
        time.sleep(0.005)
    second = start(inputs, tmp_path / "out")
    said = second.communicate(timeout=300)[1]
    assert first.communicate(timeout=300) is not None
    assert first.returncode == 0
    assert second.returncode in (0, 2)
    assert second.returncode == 0 or b"another run is at work" in said


def test_a_document_that_kills_workers_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that ends at one document, each time: the others come out, the one is named."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import arclean.corpus.cleaning as c\n"
        "real, all_real, lines_real = c.Documents.clean, c.Documents.clean_all, c.lines\n"
        "def clean(self, row):\n"
        "    if b'deadly' in row.text: import os; os._exit(7)\n"
        "    return real(self, row)\n"
        "def clean_all(self, rows, **how):\n"
        "    if any(b'deadly' in row.text for row in rows): import os; os._exit(7)\n"
        "    return all_real(self, rows, **how)\n"
        "def lines(batch, *rest):\n"
        "    if b'deadly' in batch.payload: import os; os._exit(7)\n"
        "    return lines_real(batch, *rest)\n"
        "c.Documents.clean, c.Documents.clean_all, c.lines = clean, clean_all, lines\n"
    )
    made = samples.pages(30)
    made[11]["text"] = "deadly"
    lines = "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in made)
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    said = finish(tmp_path / "in.jsonl", tmp_path / "out")
    assert b"a worker process died (exit code 7)" in said
    found = [record["id"] for record in records(tmp_path / "out" / "in.jsonl")]
    assert found == [number for number in range(30) if number != 11]
    (aside,) = records(tmp_path / "out" / "_arclean" / "failed" / "in.jsonl.jsonl")
    assert (aside["record"], aside["reason"]) == (12, "a worker process died on it, twice")
    assert json.loads(aside["data"])["text"] == "deadly"


def test_workers_end_with_the_run(inputs: Path, tmp_path: Path) -> None:
    process = start(inputs, tmp_path / "out")
    found: list[int] = []
    while len(found) < 2 and process.poll() is None:
        found = children(process)
        time.sleep(0.005)
    process.kill()
    process.communicate(timeout=300)
    limit = time.monotonic() + 300
    while any(Path(f"/proc/{pid}").exists() for pid in found):
        assert time.monotonic() < limit, "workers outlive their run"
        time.sleep(0.02)
