"""Tables of normalising: in one process beside libraries, whole commands beside perl and sed."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import arclean
from arclean._seam import core_name
from arclean.normalize.steps import STEPS
from benchmarks import data, peers
from benchmarks.timing import peak_mb, race, show

PROFILES = ("light", "standard", "corpus", "search")
ARCLEAN = [sys.executable, "-m", "arclean"]
LOCALE = {**os.environ, "LC_ALL": "C.UTF-8"}


def _verdict(theirs: str, ours: str) -> str:
    """Whether two outputs of the same job are one."""
    if theirs == ours:
        return "same"
    pairs = list(zip(theirs.split("\n"), ours.split("\n"), strict=False))
    return f"differs in {sum(a != b for a, b in pairs):,} of {len(pairs):,} lines"


def libraries(corpora: Path | None, size: int, rounds: int) -> None:
    """arclean beside other libraries, on the one job that all of them know, and its own profiles.

    The first row of a table is a plain copy of the bytes: the machine's limit.
    """
    others, missing = peers.normalisers()
    job = arclean.Normalizer(peers.STEPS)
    for name, text in data.texts(corpora, size).items():
        raw = text.encode()
        runs: dict[str, Callable[[], object]] = {"bytearray(bytes)": lambda raw=raw: bytearray(raw)}
        outputs: dict[str, Callable[[], str]] = {}
        destination = bytearray(len(raw) * 2)
        view = memoryview(destination)

        def copy(raw: bytes = raw, view: memoryview = view) -> None:
            view[: len(raw)] = raw

        runs["memcpy into a warm buffer"] = copy
        runs["bytes.decode().encode()"] = lambda raw=raw: raw.decode().encode()
        ours = f"arclean ({core_name()})"
        runs[f"{ours}, job, bytes"] = lambda raw=raw: job(raw)
        outputs[f"{ours}, job, bytes"] = lambda raw=raw: job(raw).decode()
        runs[f"{ours}, job, str"] = lambda text=text: job(text)
        outputs[f"{ours}, job, str"] = lambda text=text: job(text)
        for other, function in others.items():
            runs[f"{other}, job, str"] = lambda text=text, function=function: function(text)
            outputs[f"{other}, job, str"] = lambda text=text, function=function: function(text)
        for profile in PROFILES:
            one = arclean.Normalizer(profile)
            runs[f"{ours}, {profile}, bytes"] = lambda raw=raw, one=one: one(raw)
            runs[f"{ours}, {profile}, str"] = lambda text=text, one=one: one(text)
            if hasattr(one, "into"):
                runs[f"{ours}, {profile}, into a warm buffer"] = (
                    lambda raw=raw, one=one, out=(destination): one.into(raw, out)
                )
        expected = text.translate(peers.TABLE)
        verdicts = {row: _verdict(output(), expected) for row, output in outputs.items()}
        where = data.origin(corpora, name)
        title = f"Normalising {name} text ({where}), {len(raw) / 1e6:.0f} MB, in one process"
        show(title, race(runs, len(raw), rounds=rounds), verdicts, "output of the job")
    if missing:
        print(f"\nNot installed, so skipped: {', '.join(missing)}.")


def per_character_steps() -> list[str]:
    """The steps that are nothing but a table with each line taken for Arabic, their defaults."""
    found = []
    for name, step in STEPS.items():
        plain = step.table is not None and step.whole is None
        value = step.values[0] if step.values else ""
        if plain and (step.context is None or step.context(value) is None):
            found.append(name)
    return found


def steps(corpora: Path | None, size: int, rounds: int) -> None:
    """One step beside all steps that are per character: these fold into one table, so the time must
    not grow with their number (goal: at most 1.15 times the time of one).
    """
    names = per_character_steps()
    one = arclean.Normalizer(["marks"], script="arabic")
    every = arclean.Normalizer(names, script="arabic")
    assert not every.plan.contexts
    for name, text in data.texts(corpora, size).items():
        raw = text.encode()
        runs: dict[str, Callable[[], object]] = {
            f"all {len(names)} steps, bytes": lambda raw=raw: every(raw),
            "marks alone, bytes": lambda raw=raw: one(raw),
        }
        texts: dict[str, Callable[[], object]] = {
            f"all {len(names)} steps, str": lambda text=text: every(text),
            "marks alone, str": lambda text=text: one(text),
        }
        where = data.origin(corpora, name)
        for contestants in (runs, texts):
            rows = race(contestants, len(raw), rounds=rounds)
            cost = f"all steps take {rows[1].ratio:.2f} times the time of one"
            show(f"Steps folded into one table, {name} text ({where}): {cost}", rows)


def commands(corpora: Path | None, size: int, rounds: int, folder: Path) -> None:
    """Whole processes, file to /dev/null and through pipes, with their peak memory."""
    found, missing = peers.commands()
    text = data.texts(corpora, size)["news"]
    source = folder / "news.txt"
    source.write_text(text, encoding="utf-8")
    total = source.stat().st_size
    table: dict[str, list[str]] = {
        "cat": ["cat"],
        f"arclean ({core_name()}), job": [*ARCLEAN, "--no-strip", "-p", peers.STEPS],
        f"arclean ({core_name()}), standard": [*ARCLEAN, "--no-strip"],
        **found,
    }
    expected = text.translate(peers.TABLE)
    notes = {}
    for name, command in table.items():
        peak = f"{peak_mb(command, source):,.0f} MB"
        if name not in ("cat", f"arclean ({core_name()}), standard"):
            with source.open("rb") as stdin:
                done = subprocess.run(
                    command, stdin=stdin, capture_output=True, env=LOCALE, check=True
                )
            peak += ", " + _verdict(done.stdout.decode(), expected)
        notes[name] = peak
    runs = {name: _from_file(command, source) for name, command in table.items()}
    show(
        f"Normalising news text, {total / 1e6:.0f} MB, whole processes, file to /dev/null",
        race(runs, total, rounds=rounds),
        notes,
        "peak memory, output of the job",
    )
    pipes = {
        "cat FILE | cat": "cat",
        "cat FILE | arclean --no-strip": f"{shlex.join(ARCLEAN)} --no-strip",
        "cat FILE | arclean --no-strip -p search": f"{shlex.join(ARCLEAN)} --no-strip -p search",
    }
    show(
        f"The same through a pipe, {total / 1e6:.0f} MB",
        race(
            {name: _shell(f"cat {shlex.quote(str(source))} | {c}") for name, c in pipes.items()},
            total,
            rounds=rounds,
            clock=time.perf_counter,
        ),
    )
    if missing:
        print(f"\nNot installed, so skipped: {', '.join(missing)}.")


def _from_file(command: list[str], source: Path) -> Callable[[], object]:
    def run() -> None:
        with source.open("rb") as stdin:
            subprocess.run(command, stdin=stdin, stdout=subprocess.DEVNULL, env=LOCALE, check=True)

    return run


def _shell(script: str, env: Mapping[str, str] = LOCALE) -> Callable[[], object]:
    return lambda: subprocess.run(
        ["/bin/sh", "-c", script], stdout=subprocess.DEVNULL, env=env, check=True
    )
