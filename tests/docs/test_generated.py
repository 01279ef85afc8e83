"""Generated files are what their scripts write. (The schema, the reference of the command and the
normaliser's tables are compared beside the code that they are made from.)
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.docs.markdown import ROOT


def test_the_fold_table_is_current() -> None:
    pytest.importorskip("unicodedata2")
    command = [sys.executable, "tools/make_fold_table.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_reference_of_the_rules_is_current() -> None:
    command = [sys.executable, "tools/make_rule_reference.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
