"""Corpora in every format, made without arclean's own writers."""

from __future__ import annotations

import gzip
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from arclean.cli.main import run as run_command

if any(find_spec(name) is None for name in ("msgspec", "pyarrow", "isal")):
    collect_ignore_glob = ["test_*.py"]
else:
    from arclean.corpus.extras import zstd
    from tests.corpus import samples


@pytest.fixture(scope="session")
def pages() -> list[dict[str, Any]]:
    return samples.pages(120)


@pytest.fixture(scope="session")
def corpora(tmp_path_factory: pytest.TempPathFactory, pages: list[dict[str, Any]]) -> Path:
    """The same pages in every format."""
    folder = tmp_path_factory.mktemp("corpora")
    samples.write_all(folder, pages)
    return folder


class Command:
    """Runs ``arclean corpus`` in this process."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, *words: object, code: int = 0) -> str:
        status = run_command(["corpus", *map(str, words)])
        said = self._capfd.readouterr().err
        assert status == code, said
        return said


@pytest.fixture
def corpus(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


def content(path: Path) -> bytes:
    """The bytes of a file, decompressed by libraries that arclean does not use for it."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return zstd().decompress(data) if path.suffix == ".zst" else data


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content(path).splitlines()]
