"""The package as users get it: sdist, wheel and editable install, with and without a Rust compiler.

Slow, and they ask the package index for build tools: ``tox -e package`` runs them, plain ``pytest``
does not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "baladi-news" / "01"
# Of use to people who work on the repository only.
NOT_IN_SDIST = (".ci/", ".github/", ".gitignore")

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(shutil.which("git") is None, reason="git tells which files are ours"),
]


def execute(
    command: list[str | Path], folder: Path, *, cargo: bool = True, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program as a user would, who has a Rust compiler or none."""
    ours = ("PYTHON", "ARCLEAN_", "CARGO_BUILD", "RUSTC", "COV_", "VIRTUAL_ENV")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    if not cargo:
        environment["PATH"] = str(Path(command[0]).parent)
        environment.pop("CARGO", None)
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


def succeed(command: list[str | Path], folder: Path, *, cargo: bool = True, **names: str) -> str:
    done = execute(command, folder, cargo=cargo, **names)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_environment(folder: Path) -> Path:
    """The programs of a new virtual environment."""
    succeed([sys.executable, "-m", "venv", folder], folder.parent)
    return folder / ("Scripts" if os.name == "nt" else "bin")


def cleans_the_sample(programs: Path, folder: Path) -> None:
    """The installed command knows its rules from any folder."""
    cleaned = succeed([programs / "arclean", "-p", "none", f"{SEED}.txt"], folder)
    expected = Path(f"{SEED}.expected.txt").read_text(encoding="utf-8")
    assert cleaned.splitlines() == expected.splitlines()


@pytest.fixture(scope="session")
def tracked() -> list[str]:
    listed = succeed(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT)
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


@pytest.fixture
def checkout(tmp_path: Path, tracked: list[str]) -> Path:
    """A repository of the same files, with nothing built in it."""
    target = tmp_path / "checkout"
    for name in tracked:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    for command in (["init", "-q"], ["add", "-A"]):
        succeed(["git", *command], target)
    succeed(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "t"], target
    )
    return target


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory, tracked: list[str]) -> Path:
    """The source distribution, made from a copy of the repository."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("sdist")
    for name in tracked:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    succeed([sys.executable, "-m", "build", "--sdist", "-o", out, source], out)
    (made,) = out.glob("*.tar.gz")
    return made


def test_the_sdist_holds_the_repository(sdist: Path, tracked: list[str]) -> None:
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {name for name in tracked if not name.startswith(NOT_IN_SDIST)}
    assert wanted - held == set()
    assert not [name for name in held if "target/" in name or name.endswith((".so", ".pyc"))]


def test_without_a_compiler(sdist: Path, tmp_path: Path) -> None:
    programs = new_environment(tmp_path / "venv")
    succeed([programs / "pip", "install", sdist], tmp_path, cargo=False)
    version = succeed([programs / "arclean", "--version"], tmp_path)
    assert "core: pure (the compiled core was not built: no Rust compiler was found)" in version
    cleans_the_sample(programs, tmp_path)


def test_without_a_compiler_where_the_core_is_wanted(sdist: Path, tmp_path: Path) -> None:
    programs = new_environment(tmp_path / "venv")
    command: list[str | Path] = [programs / "pip", "install", sdist]
    done = execute(command, tmp_path, cargo=False, ARCLEAN_REQUIRE_NATIVE="1")
    assert done.returncode != 0
    assert "can't find Rust compiler" in done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no Rust compiler")
def test_the_wheel(sdist: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    build: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "-o", out]
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    succeed([*build, source], tmp_path, ARCLEAN_REQUIRE_NATIVE="1")
    (wheel,) = out.glob("*.whl")
    assert "abi3" not in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert sum(name.startswith("arclean/_native.") for name in names) == 1 + (
        "arclean/_native.pyi" in names
    )
    assert {"arclean/_bundle.json", "arclean/py.typed"} <= set(names)
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"arclean"}
    assert "arclean/_native_missing.txt" not in names

    programs = new_environment(tmp_path / "venv")
    succeed([programs / "pip", "install", wheel], tmp_path, cargo=False)
    version = succeed([programs / "arclean", "--version"], tmp_path, cargo=False)
    assert "core: native\n" in version
    cleans_the_sample(programs, tmp_path)


def test_an_editable_install(checkout: Path, tmp_path: Path) -> None:
    """Finds the rules, says why there is no core, and leaves nothing that git would track."""
    programs = new_environment(tmp_path / "venv")
    succeed([programs / "pip", "install", "-e", checkout], tmp_path, cargo=False)
    version = succeed([programs / "arclean", "--version"], tmp_path)
    assert f"(in {checkout / 'rules'})" in version
    assert "no Rust compiler was found" in version
    cleans_the_sample(programs, tmp_path)
    assert succeed(["git", "status", "--porcelain"], checkout) == ""
