"""What is said of a run: counts, the HTML summary, removals, the progress bar, and what is not
there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from arclean import Cleaner
from arclean.document import Removal
from arclean.report.removed import read, restore
from tests.corpus.conftest import Command, content, records

ROOT = Path(__file__).resolve().parents[2]


def test_counts_are_those_of_the_removals(
    corpora: Path, corpus: Command, tmp_path: Path, pages: list[dict[str, Any]]
) -> None:
    words = ["--report", tmp_path / "r.json", "--report", tmp_path / "r.html", "-j", 2]
    corpus(corpora / "pages.jsonl", corpora / "pages.csv", "-o", tmp_path / "out", *words)
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    cleaner = Cleaner()
    rules: dict[str, list[int]] = {}
    for page in pages:
        removal: Removal[bytes]
        for removal in cleaner.explain(page["text"].encode(), url=page["url"]).removals:
            entry = rules.setdefault(removal.rule, [0, 0])
            entry[0] += 2  # two inputs
            entry[1] += 2 * len(removal.text)
    assert report["rules"] == dict(sorted(rules.items()))
    assert report["documents"] == sum(report["shares"]) == 2 * len(pages)
    assert sum(count for count, _ in report["categories"].values()) == sum(
        count for count, _ in rules.values()
    )
    assert sum(site[0] for site in report["sites"].values()) == 2 * len(pages)


class Tags(HTMLParser):
    """Every tag is closed, and nothing comes from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)
        assert tag not in ("script", "link", "img", "iframe")
        assert not {"src", "href"} & {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_alone(corpora: Path, corpus: Command, tmp_path: Path) -> None:
    corpus(corpora / "pages.jsonl", "-o", tmp_path / "out", "--report", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert {"svg", "rect", "table"} <= tags.seen
    assert "ar-tail/related" in page
    assert "url(" not in page


def test_a_report_needs_counts(corpora: Path, corpus: Command, tmp_path: Path) -> None:
    source, out = corpora / "pages.jsonl", tmp_path / "out"
    corpus(source, "-o", out)
    said = corpus(source, "-o", out, "--report", tmp_path / "r.json", code=2)
    assert "--overwrite" in said
    corpus(source, "-o", out, "--report", tmp_path / "r.json", "--overwrite")
    before = (tmp_path / "r.json").read_bytes()
    corpus(source, "-o", out)
    corpus(source, "-o", out, "--report", tmp_path / "r.json")
    assert (tmp_path / "r.json").read_bytes() == before


@pytest.mark.parametrize("name", ["in.json", "out.json"])
def test_a_report_replaces_no_text(corpus: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "in.json").write_bytes(b'{"text": "a"}\n')
    words = ["--from", "jsonl", "--to", "jsonl", "-o", tmp_path / "out.json"]
    said = corpus(tmp_path / "in.json", *words, "--report", tmp_path / name, code=2)
    assert said == f"arclean: --report {tmp_path / name}: this file is also an input or an output\n"
    assert [path.name for path in tmp_path.iterdir()] == ["in.json"]
    assert (tmp_path / "in.json").read_bytes() == b'{"text": "a"}\n'


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.parquet"])
def test_removed_texts_restore_the_input(
    name: str, corpora: Path, corpus: Command, tmp_path: Path, pages: list[dict[str, Any]]
) -> None:
    words = ["-p", "none", "--save-removed", tmp_path / "went", "-j", 2]
    corpus(corpora / name, "-o", tmp_path / "out.jsonl", *words)
    (went,) = (tmp_path / "went").iterdir()
    removals = list(read(content(went).splitlines()))
    assert removals
    for number, record in enumerate(records(tmp_path / "out.jsonl"), 1):
        own = [removal for removal in removals if removal["document"] == number]
        text = pages[number - 1]["text"]
        assert restore(record["text"].encode(), own).decode() == text


def test_fields_are_dropped(corpora: Path, corpus: Command, tmp_path: Path) -> None:
    for name in ("pages.jsonl", "pages.csv", "pages.parquet"):
        corpus(corpora / name, "-o", tmp_path / f"{name}.jsonl", "--drop", "url,id", "-j", 1)
        assert {"url", "id"}.isdisjoint(records(tmp_path / f"{name}.jsonl")[0])


def test_standard_input(corpora: Path, tmp_path: Path) -> None:
    data = (corpora / "pages.jsonl.gz").read_bytes()
    words = ["-", "--from", "jsonl", "-o", str(tmp_path / "out.jsonl"), "--progress", "always"]
    done = subprocess.run(
        [sys.executable, "-m", "arclean", "corpus", *words],
        input=data,
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert len(records(tmp_path / "out.jsonl")) == 120
    assert b"120 documents" in done.stderr


def test_standard_input_among_many_files(corpora: Path, tmp_path: Path) -> None:
    """Workers have another standard input."""
    data = (corpora / "pages.jsonl.gz").read_bytes()
    names = [str(tmp_path / f"{number}.jsonl.gz") for number in range(8)]
    for name in names:
        Path(name).write_bytes(data)
    words = [*names, "-", "--from", "jsonl", "-o", str(tmp_path / "out"), "-j2"]
    subprocess.run(
        [sys.executable, "-m", "arclean", "corpus", *words],
        input=data,
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    for name in ("0.jsonl.gz", "stdin.jsonl"):
        assert len(records(tmp_path / "out" / name)) == 120


def test_globs(corpora: Path, corpus: Command, tmp_path: Path) -> None:
    corpus(corpora / "pages.jsonl*", "-o", tmp_path / "all.jsonl")
    assert len(records(tmp_path / "all.jsonl")) == 3 * 120


@pytest.mark.parametrize("module", ["msgspec", "isal", "pyarrow"])
def test_a_library_that_is_not_there(module: str, corpora: Path, tmp_path: Path) -> None:
    """One sentence with the command that installs it, and status 2."""
    program = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from arclean.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    name = {"msgspec": "pages.jsonl", "isal": "pages.csv.gz", "pyarrow": "pages.parquet"}[module]
    done = subprocess.run(
        [sys.executable, "-c", program, "corpus", corpora / name, "-o", tmp_path / "out", "-j1"],
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == 2
    assert f"needs the package {module}, which is not installed" in said
    assert "pip install 'arclean[corpus]'" in said
    assert "Traceback" not in said


def test_nothing_of_it_loads_without_it() -> None:
    program = (
        "import sys, arclean\n"
        "arclean.clean('نص')\n"
        "from arclean.cli.main import run\n"
        "run(['--version']); run(['--no-strip', '/dev/null'])\n"
        "bad = [m for m in sys.modules if m.startswith('arclean.corpus')"
        " or m.split('.')[0] in ('pyarrow', 'msgspec', 'isal', 'tqdm', 'backports')]\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
