"""datatrove: the same documents as one process, also when the run is killed and run again."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datatrove")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from arclean import Cleaner
from arclean.corpus.engines.datatrove import ERROR, ArcleanStep
from arclean.corpus.model import Settings
from arclean.errors import UsageError
from tests.corpus import samples

pytestmark = pytest.mark.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parents[2]
PAGES = samples.pages(1200, seed=13)

PROGRAM = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from arclean.corpus.engines.datatrove import ArcleanStep
if __name__ == "__main__":
    LocalPipelineExecutor(
        pipeline=[JsonlReader(sys.argv[1]), ArcleanStep(),
                  JsonlWriter(sys.argv[2], output_filename="${rank}.jsonl", compression=None)],
        tasks=12, workers=int(sys.argv[4]), logging_dir=sys.argv[3],
    ).run()
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datatrove")
    for number in range(12):
        lines = [
            json.dumps({"id": str(p["id"]), "text": p["text"], "url": p["url"]}) + "\n"
            for p in PAGES[number::12]
        ]
        (folder / f"{number:02}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def found(folder: Path) -> dict[str, str]:
    records = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]
    texts = {record["id"]: record["text"] for record in records}
    assert len(texts) == len(records)
    return texts


def expected() -> dict[str, str]:
    cleaner = Cleaner()
    return {str(p["id"]): cleaner.clean(p["text"], url=p["url"]) for p in PAGES}


def program(folder: Path, corpus: Path, workers: int) -> subprocess.Popen[bytes]:
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    words = [str(corpus), str(folder / "out"), str(folder / "logs"), str(workers)]
    return subprocess.Popen(
        [sys.executable, str(folder / "program.py"), *words],
        env={**os.environ, "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def test_local_executor(corpus: Path, tmp_path: Path) -> None:
    process = program(tmp_path, corpus, 2)
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 0, said
    assert found(tmp_path / "out") == expected()
    described = (tmp_path / "logs" / "executor.json").read_text(encoding="utf-8")
    assert len(described) < 20_000  # names, not rules


@pytest.mark.parametrize("seed", range(int(os.environ.get("ARCLEAN_KILLS", "1"))))
def test_killed_and_run_again(seed: int, corpus: Path, tmp_path: Path) -> None:
    """The whole run at random: a rerun skips finished ranks and does the others."""
    choose = random.Random(seed)
    for _ in range(3):
        process = program(tmp_path, corpus, 2)
        time.sleep(choose.uniform(1, 4))
        os.killpg(process.pid, 9)  # its own group, workers included
        process.communicate(timeout=300)
    process = program(tmp_path, corpus, 1)
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 0, said
    assert found(tmp_path / "out") == expected()


def run(step: Any, documents: list[Document]) -> list[Document]:
    return list(step.run(iter(documents)))


def test_documents_that_fail_are_tagged_or_excluded(tmp_path: Path) -> None:
    good = Document(text="مُحمد", id="1", metadata={"url": "https://x.y/"})
    bad = Document(text="a\ud800b", id="2", metadata={})
    first, second = run(ArcleanStep(profile="search"), [good, bad])
    assert first.text == "محمد"
    assert second.text == "a\ud800b"
    assert "surrogate" in second.metadata[ERROR]

    class Writer:
        def __init__(self) -> None:
            self.written: list[str] = []

        def __enter__(self) -> Writer:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def write(self, document: Document, rank: int) -> None:
            self.written.append(document.id)

    writer = Writer()
    step = ArcleanStep(exclusion_writer=writer)
    assert [one.id for one in run(step, [good, bad])] == ["1"]
    assert writer.written == ["2"]


def test_wrong_settings_show_at_once() -> None:
    with pytest.raises(UsageError, match="nonsense"):
        ArcleanStep(profile="nonsense")
    step = ArcleanStep()
    step.settings = Settings(rules_hash="0123456789abcdef")
    with pytest.raises(UsageError, match="not those of the run"):
        run(step, [])


def test_deep_copies_share_nothing_that_is_compiled(corpus: Path, tmp_path: Path) -> None:
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(corpus), limit=5),
            ArcleanStep(),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        tasks=2,
        workers=1,
        logging_dir=str(tmp_path / "logs"),
    ).run()
    assert len(found(tmp_path / "out")) == 10
