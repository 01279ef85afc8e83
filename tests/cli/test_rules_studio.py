"""``arclean rules studio`` as a process: it starts, answers, and ends on Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from arclean.cli.main import run
from tests.cli.conftest import heed_interrupts
from tests.studio.pages import PAGE, RULES


def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        (tmp_path / f"{number}.txt").write_text(PAGE.format(number), encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_serves_until_interrupted_and_writes_nothing(tmp_path: Path) -> None:
    pages = folder(tmp_path)
    rules = tmp_path / "example.com.yaml"
    process = subprocess.Popen(
        [sys.executable, "-m", "arclean", "rules", "studio", str(pages), "--no-open",
         "--site", "example.com", "--file", str(rules)],
        stderr=subprocess.PIPE, text=True, encoding="utf-8",
        preexec_fn=heed_interrupts,
    )  # fmt: skip
    # Killed if something fails: Popen waits for its end.
    with process, contextlib.ExitStack() as stack:
        stack.callback(process.kill)
        assert process.stderr is not None
        assert "3 pages at" in process.stderr.readline()
        url = process.stderr.readline().strip()
        with urllib.request.urlopen(url, timeout=300) as answer:
            assert b"arclean studio" in answer.read()
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=300) == 0
        assert process.stderr.read() == ""
    assert not rules.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "needs pages"),
        (["{pages}"], "--file"),
        (["{pages}", "--file", "x.txt"], "a rule file is called *.yaml"),
        (["{pages}", "--file", "{pages}/new.yaml"], "first draft with --site"),
        (["{pages}", "--site", "nothing"], "is no host"),
        (["{pages}/none.txt", "--site", "a.com"], "No such file"),
        (["{pages}", "--site", "a.com", "--port", "x"], "is no port"),
    ],
)
def test_wrong_arguments_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    pages = str(folder(tmp_path))
    words = [word.replace("{pages}", pages) for word in arguments]
    assert run(["rules", "studio", *words]) == 2
    assert message in capsys.readouterr().err


def test_a_rule_file_must_be_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "a.yaml"
    rules.write_bytes(b"\xff")
    assert run(["rules", "studio", str(folder(tmp_path)), "--file", str(rules)]) == 2
    assert "not UTF-8" in capsys.readouterr().err
    rules.write_text(RULES, encoding="utf-8")
