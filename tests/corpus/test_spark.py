"""Spark: the same documents as one process, also when an executor is killed."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pyspark = pytest.importorskip("pyspark")

import pyarrow.parquet as pq  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from arclean import Cleaner  # noqa: E402
from arclean.corpus.arrow import ERROR  # noqa: E402
from arclean.corpus.engines.spark import clean_frame  # noqa: E402
from arclean.corpus.engines.spark_submit import main  # noqa: E402
from arclean.errors import UsageError  # noqa: E402
from tests.corpus import samples  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def _environment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
        yield


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spark")
    made = samples.pages(3000, seed=11)
    rows = [{"id": p["id"], "url": p["url"], "text": p["text"], "tags": ["x"]} for p in made]
    for number in range(8):
        lines = [json.dumps(row) + "\n" for row in rows[number::8]]
        (folder / f"{number}.json").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected() -> dict[int, str]:
    cleaner = Cleaner()
    made = samples.pages(3000, seed=11)
    return {page["id"]: cleaner.clean(page["text"], url=page["url"]) for page in made}


def session(master: str) -> Any:
    return (
        SparkSession.builder.master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.files.maxPartitionBytes", "200k")
        .config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
        .getOrCreate()
    )


def found(folder: Path) -> list[tuple[int, str]]:
    table = pq.read_table(folder)
    assert table[ERROR].null_count == table.num_rows
    return sorted(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))


def test_local(corpus: Path, expected: dict[int, str], tmp_path: Path) -> None:
    spark = session("local[2]")
    try:
        frame = spark.read.json(str(corpus))
        cleaned = clean_frame(frame)
        assert cleaned.columns == [*frame.columns, ERROR]
        cleaned.write.parquet(str(tmp_path / "out"))
        assert found(tmp_path / "out") == sorted(expected.items())
        assert pq.read_table(tmp_path / "out")["tags"].to_pylist() == [["x"]] * 3000
        with pytest.raises(UsageError, match="no field looks like the text"):
            clean_frame(frame.select("id"))
    finally:
        spark.stop()


def test_the_program(corpus: Path, expected: dict[int, str], tmp_path: Path) -> None:
    """As a stream with a checkpoint, run twice: nothing twice, nothing missing."""
    half = tmp_path / "half"
    half.mkdir()
    for number in range(8):
        if number == 4:
            words = ["--from", "json", "--checkpoint", str(tmp_path / "check")]
            session("local[2]")
            assert main([*words, str(half), str(tmp_path / "out")]) == 0
            assert len(found(tmp_path / "out")) == 1500
        (half / f"{number}.json").write_bytes((corpus / f"{number}.json").read_bytes())
    session("local[2]")
    assert main([*words, str(half), str(tmp_path / "out")]) == 0
    assert found(tmp_path / "out") == sorted(expected.items())


@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc")
@pytest.mark.parametrize("time_and_again", range(int(os.environ.get("ARCLEAN_KILLS", "1"))))
def test_an_executor_is_killed(
    time_and_again: int, corpus: Path, expected: dict[int, str], tmp_path: Path
) -> None:
    spark = session("local-cluster[2,1,1024]")
    killed: list[int] = []

    def kill() -> None:
        limit = time.monotonic() + 60
        while not killed and time.monotonic() < limit:
            time.sleep(0.2)
            begun = list((tmp_path / "out").glob("_temporary/**/*.parquet"))
            for pid in _executors() if begun else ():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                break

    thread = threading.Thread(target=kill)
    try:
        frame = spark.read.json(str(corpus)).repartition(16)
        thread.start()
        clean_frame(frame).write.parquet(str(tmp_path / "out"))
    finally:
        thread.join()
        spark.stop()
    assert killed
    assert found(tmp_path / "out") == sorted(expected.items())


def _executors() -> list[int]:
    """Java processes of executors that come from this process."""
    parents: dict[int, int] = {}
    names: dict[int, bytes] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                names[int(entry.name)] = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    ours = []
    for pid, name in names.items():
        above = pid
        while above and above != os.getpid():
            above = parents.get(above, 0)
        if above and b"CoarseGrainedExecutorBackend" in name:
            ours.append(pid)
    return ours
