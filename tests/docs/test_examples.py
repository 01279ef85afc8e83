"""Every fenced example in the documentation runs, and prints what it says it prints."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import arclean
from tests.docs.markdown import ROOT, Block, blocks

SEED = ROOT / "seeds" / "baladi-news" / "01.txt"


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that examples speak of: a page, a dump, a folder of pages, records of
    what went.
    """
    page = SEED.read_bytes()
    result = arclean.Cleaner(profile="none").explain(page)
    (tmp_path / "page.txt").write_bytes(page)
    html = ROOT / "benchmarks" / "extraction" / "pages" / "html" / "news-theme.html"
    (tmp_path / "page.html").write_bytes(html.read_bytes())
    (tmp_path / "dump.txt").write_bytes(page + b"\f" + page)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.txt").write_bytes(page)
    (tmp_path / "clean.txt").write_bytes(result.text)
    monkeypatch.chdir(tmp_path)
    run("arclean -p none --save-removed removed.jsonl page.txt", tmp_path)
    return tmp_path


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run shell commands in which ``arclean`` is the one of this checkout."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [bash, "-c", f"arclean() {{ '{sys.executable}' -m arclean \"$@\"; }}\n{script}"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": path,
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "100",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_python(block: Block, workplace: Path) -> None:
    """Statements run; an expression with a literal in its comment is worth that literal."""
    names: dict[str, object] = {"page": SEED.read_text(encoding="utf-8")}
    lines = block.text.splitlines()
    for statement in ast.parse(block.text).body:
        source = ast.get_source_segment(block.text, statement) or ""
        assert statement.end_lineno is not None
        comment = lines[statement.end_lineno - 1].partition("  # ")[2]
        said = re.fullmatch(r"'[^']*'|\d+", comment)
        if isinstance(statement, ast.Expr) and said:
            assert eval(source, names) == ast.literal_eval(comment), f"{block}: {source}"
        else:
            exec(source, names)


def test_the_stream_of_the_readme_wrote_its_file(workplace: Path) -> None:
    (block,) = (block for block in blocks("python") if "out.txt" in block.text)
    exec(block.text, {"page": SEED.read_text(encoding="utf-8")})
    assert (workplace / "out.txt").stat().st_size > 0


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, id=line.split("#")[0].strip())
        for block in blocks("sh")
        for line in block.text.splitlines()
        if re.search(r"(?:^|\| )arclean ", line)
    ],
)
def test_shell_line(line: str, workplace: Path) -> None:
    done = run(line, workplace)
    assert done.returncode == (1 if "--check" in line else 0), done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("block", blocks("console"), ids=str)
def test_console(block: Block) -> None:
    """The output is as printed; «…» stands for any text, alone on a line for any lines."""
    command, *shown = block.text.splitlines()
    assert command.startswith("$ ")
    done = run(command[2:].replace(".venv/bin/arclean", "arclean"), ROOT)
    assert done.returncode == 0, done.stderr
    pattern = "".join(
        "(?:.*\n)*" if line.strip() == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n"
        for line in shown
    )
    assert re.fullmatch(pattern, done.stdout), done.stdout
