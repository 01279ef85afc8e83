"""The command in this process and in a process of its own, and a rule file and pages of our own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from arclean.cli import output
from arclean.cli.main import run

ROOT = Path(__file__).resolve().parents[2]

RULES = """\
arclean: 1
id: sample-dump
kind: dump
title: "Pages for the tests of the command"
status: test
verified: "2026-01-05"
match:
  sources: ["sample*"]
rules:
  - id: views
    why: "A counter glued to the end of a line."
    category: view-count
    strip: {regex: " ?عدد المشاهدات ?: ?[0-9]{1,9}$"}
  - id: related
    why: "The heading of the list of other pages, and the list."
    category: related
    drop_block:
      start: {is: ["مقالات ذات صلة"]}
      while: {max_words: 9}
      reaches_end: true
tests:
  - name: counter and list
    source: sample-1
    text: |
      افتتح الوزير المؤتمر. عدد المشاهدات: ١٢
      مقالات ذات صلة
      معرض الكتاب
    output: |
      افتتح الوزير المؤتمر.
    fires: [views, related]
  - name: nothing to take
    source: sample-1
    text: |
      افتتح الوزير المؤتمر.
    output: |
      افتتح الوزير المؤتمر.
    fires: []
"""

PAGE = """\
افتتح الوزير مؤتمر المياه. عدد المشاهدات: ١٢٣
وحضره ممثلو أربعين دولة.

مقــالات ذاتُ صلة :
انطلاق معرض الكتاب
ارتفاع منسوب النهر
""".encode()

CLEAN = """\
افتتح الوزير مؤتمر المياه.
وحضره ممثلو أربعين دولة.
""".encode()

PLAIN = "خبر قصير بلا زوائد.\n".encode()


class Outcome(NamedTuple):
    """What a run of the command gave."""

    status: int
    out: bytes
    err: str


class Command(NamedTuple):
    """The command, with the rule file of the tests at hand."""

    invoke: Callable[..., Outcome]
    rules: str

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        return self.invoke([str(argument) for argument in arguments], stdin)

    def sample(self, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        """With the rules of the tests and the original spelling."""
        flags = ("--rules", self.rules, "--source", "sample-1", "-p", "none")
        return self(*flags, *arguments, stdin=stdin)


@pytest.fixture(scope="session")
def rules_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "sample-dump.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def arclean(monkeypatch: pytest.MonkeyPatch, rules_file: Path) -> Command:
    """The command in this process: fast, and what it prints is at hand."""
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def invoke(arguments: list[str], stdin: bytes) -> Outcome:
        streams = {
            "stdin": io.TextIOWrapper(io.BytesIO(stdin)),
            "stdout": io.TextIOWrapper(io.BytesIO()),
            "stderr": io.TextIOWrapper(io.BytesIO()),
        }
        with monkeypatch.context() as patch:
            patch.setattr(output, "_buffered", None)
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            status = run(arguments)
        written = {}
        for name in ("stdout", "stderr"):
            streams[name].flush()
            written[name] = streams[name].buffer.getvalue()  # type: ignore[attr-defined]
        return Outcome(status, written["stdout"], written["stderr"].decode("utf-8"))

    return Command(invoke, str(rules_file))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a user: byte code is kept, output is buffered."""
    result = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "NO_COLOR", "CLICOLOR"))
    }
    result["PYTHONPYCACHEPREFIX"] = str(tmp_path_factory.mktemp("pyc"))
    result["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return result


Shell = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def shell(environment: Mapping[str, str], tmp_path: Path) -> Shell:
    """A shell script in a folder of its own, in which ``arclean`` is the command."""

    def execute(
        script: str, stdin: bytes = b"", **variables: str
    ) -> subprocess.CompletedProcess[bytes]:
        prelude = f"arclean() {{ '{sys.executable}' -m arclean \"$@\"; }}; export -f arclean"
        return subprocess.run(
            ["/bin/bash", "-c", f"{prelude}\n{script}"],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**environment, **variables},
            timeout=300,
            check=False,
        )

    return execute


def heed_interrupts() -> None:
    """For a process of a test: what runs in the background of a shell ignores interrupts, what runs
    under nohup that its terminal goes, and so would its children.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def at_work(environment: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process of its own that has passed on a line and waits for more."""
    with subprocess.Popen(
        [sys.executable, "-m", "arclean", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=heed_interrupts,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"a line\n" * 1000)
        process.stdin.flush()
        assert process.stdout.read(7) == b"a line\n"
        yield process
