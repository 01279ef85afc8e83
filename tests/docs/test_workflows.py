"""The workflows of the public home say what tox.ini and pyproject.toml say."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
import yaml

from tests.docs.markdown import ROOT, read

WORKFLOWS = sorted(path.name for path in (ROOT / ".github" / "workflows").glob("*.yml"))


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(read(f".github/workflows/{name}"))
    return content


def project() -> dict[str, Any]:
    if sys.version_info < (3, 11):
        pytest.skip("tomllib came with Python 3.11")
    import tomllib

    return tomllib.loads(read("pyproject.toml"))


def commands(name: str) -> str:
    steps = [step for job in load(name)["jobs"].values() for step in job["steps"]]
    return "\n".join(step.get("run", "") for step in steps)


def test_there_is_one_for_changes_and_one_for_releases() -> None:
    assert WORKFLOWS == ["ci.yml", "release.yml"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_environments_of_tox_exist(name: str) -> None:
    declared = {*re.findall(r"^\[testenv:(\w+)\]", read("tox.ini"), re.M), "py"}
    called = re.findall(r"tox run -e ([\w,]+)", commands(name))
    assert called
    assert {env for names in called for env in names.split(",")} <= declared


def test_every_environment_of_a_plain_run_is_run_by_the_workflow() -> None:
    plain = re.search(r"^env_list = (.*)$", read("tox.ini"), re.M)
    assert plain is not None
    called = set(",".join(re.findall(r"tox run -e ([\w,]+)", commands("ci.yml"))).split(","))
    assert {env for env in plain[1].split(", ") if not re.match(r"py\d", env)} <= called


def test_every_supported_python_is_tested_and_built() -> None:
    classifiers = project()["project"]["classifiers"]
    supported = {line[34:] for line in classifiers if re.match(r".*Python :: 3\.\d+$", line)}
    tested = set(load("ci.yml")["jobs"]["tests"]["strategy"]["matrix"]["python"])
    built = project()["tool"]["cibuildwheel"]["build"].split()
    assert supported <= tested
    assert {f"cp{version.replace('.', '')}-*" for version in supported} <= set(built)
