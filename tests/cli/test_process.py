"""The command as a process: streams, signals, locales and names."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from arclean._seam import core_name
from arclean.report.removed import read, restore
from arclean.rules.bundle import bundle_path, write_bundle
from arclean.rules.ruleset import RuleSet
from tests.cli.conftest import CLEAN, PAGE, PLAIN, Shell, at_work

SAMPLE = "--rules $RULES --source sample-1 -p none"


@pytest.fixture(autouse=True)
def pages(tmp_path: Path, rules_file: Path, environment: dict[str, str]) -> None:
    environment["RULES"] = str(rules_file)
    (tmp_path / "page.txt").write_bytes(PAGE)
    (tmp_path / "plain.txt").write_bytes(PLAIN)


def test_the_command_in_a_pipe(shell: Shell) -> None:
    done = shell(f"cat page.txt | arclean {SAMPLE} | cat; echo ${{PIPESTATUS[@]}}")
    assert done.stdout == CLEAN + b"0 0 0\n"
    assert done.stderr == b""


@pytest.mark.parametrize(
    "flags", ["--no-strip", "--docs=line", "--explain=json --docs=line", "--help"]
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_is_silent(shell: Shell, flags: str, unbuffered: str) -> None:
    done = shell(
        f"yes '{PLAIN.decode().strip()}' | head -c 9000000 | arclean {flags} | head -c 1 >x\n"
        "echo ${PIPESTATUS[2]}",
        PYTHONUNBUFFERED=unbuffered,
    )
    # All of the help may fit into the pipe before its reader goes away.
    assert done.stdout in ((b"141\n", b"0\n") if flags == "--help" else (b"141\n",))
    assert done.stderr == b""


@pytest.mark.parametrize(
    "command",
    ["--no-strip", "-p none", "normalize --explain=json", "corpus - --from text -o x.txt"],
)
def test_a_pipe_that_does_not_wait(
    environment: Mapping[str, str], tmp_path: Path, command: str
) -> None:
    """Node and ssh start programs so: a read before there is anything would pass for the end."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    out_reader, out_writer = os.pipe()
    os.set_blocking(out_writer, False)
    piece = PLAIN * 20_000
    arguments = [sys.executable, "-m", "arclean", *command.split()]
    with subprocess.Popen(
        arguments, stdin=reader, stdout=out_writer, cwd=tmp_path, env=environment
    ) as process:
        os.close(reader)
        os.close(out_writer)
        with os.fdopen(writer, "wb", buffering=0) as pipe, os.fdopen(out_reader, "rb") as out:
            time.sleep(0.4)  # it is there by now, and looks for its input
            feeder = threading.Thread(target=lambda: (pipe.write(piece), pipe.close()))
            feeder.start()
            time.sleep(0.1)  # its output is full by now
            made = out.read()
            feeder.join()
    assert process.returncode == 0
    if command.startswith("corpus"):
        made = (tmp_path / "x.txt").read_bytes()
    if "explain" in command:
        assert sum(json.loads(made)["lines"].values()) == piece.count(b"\n")
    else:
        assert made == piece


def test_full_and_closed_outputs(shell: Shell) -> None:
    done = shell(f"arclean {SAMPLE} page.txt > /dev/full; echo $?")
    assert done.stdout == b"2\n"
    assert done.stderr == b"arclean: the output cannot be written: No space left on device\n"
    done = shell("arclean page.txt >&-; echo $?; arclean - <&- ; echo $?")
    assert done.stdout == b"2\n2\n"
    assert done.stderr.count(b"\n") == 2
    assert b"Traceback" not in done.stderr
    assert shell("arclean nowhere 2>&-; echo $?").stdout == b"2\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_records_that_cannot_be_written(shell: Shell, tmp_path: Path) -> None:
    done = shell(f"arclean {SAMPLE} -i --save-removed /dev/full page.txt; echo $?; ls -A")
    assert done.stdout == b"2\npage.txt\nplain.txt\n"
    assert done.stderr == b"arclean: --save-removed /dev/full: No space left on device\n"
    assert (tmp_path / "page.txt").read_bytes() == PAGE
    # A disk that is full after some: their pages are clean, the others as they were.
    for name in range(9):
        (tmp_path / f"{name}.txt").write_bytes(PAGE)
    done = shell(
        f"export PYTHONDONTWRITEBYTECODE=1; ulimit -f 3\n"
        f"arclean {SAMPLE} -i --save-removed gone ?.txt; echo $?; ls -A | grep tmp"
    )
    assert done.stdout == b"2\n"
    assert done.stderr == b"arclean: --save-removed gone: File too large\n"
    records = (tmp_path / "gone").read_bytes().splitlines()
    clean = [(tmp_path / f"{name}.txt").read_bytes() == CLEAN for name in range(9)]
    assert 0 < sum(clean) < 9
    for name, is_clean in enumerate(clean):
        text = (tmp_path / f"{name}.txt").read_bytes()
        found = list(read(records, f"{name}.txt"))
        assert bool(found) is is_clean
        assert restore(text, found) == PAGE


def test_interrupted(environment: Mapping[str, str]) -> None:
    with at_work(environment, "--no-strip") as process:
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=300)
    assert process.returncode == 130
    assert error == b""


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", "ar_EG.UTF-8"])
@pytest.mark.parametrize("utf8_mode", ["", "0"])
def test_utf_8_whatever_the_locale(
    environment: Mapping[str, str], tmp_path: Path, locale: str, utf8_mode: str
) -> None:
    (tmp_path / "خبر.txt").write_bytes(PAGE)
    variables = {"LC_ALL": locale, "PYTHONUTF8": utf8_mode, "PYTHONCOERCECLOCALE": utf8_mode}
    flags = ["--rules", environment["RULES"], "--source", "sample-1", "-p", "none"]
    done = subprocess.run(
        [sys.executable, "-m", "arclean", *flags, "خبر.txt", "مفقود"],
        capture_output=True,
        cwd=tmp_path,
        env={**environment, **variables},
        check=False,
    )
    assert done.stdout == CLEAN
    assert done.stderr == "arclean: مفقود: No such file or directory\n".encode()
    assert done.returncode == 2


def test_names_with_line_feeds_controls_and_invalid_bytes(shell: Shell, tmp_path: Path) -> None:
    names = [
        b"two\nlines.txt",
        b"\x1b[31mred.txt",
        b"\xff\xfe.txt",
        "\N{RIGHT-TO-LEFT OVERRIDE}x.txt".encode(),
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(PAGE)
    done = shell(f"mkdir out; arclean {SAMPLE} *.txt -o out && cd out && printf '%s\\0' *")
    assert sorted(done.stdout.split(b"\0")[:-1]) == sorted([*names, b"page.txt", b"plain.txt"])

    done = shell(f"arclean {SAMPLE} --explain=json $'\\xff\\xfe.txt'")
    record = json.loads(done.stdout)
    assert record["file"] == "\ufffd\ufffd.txt"
    assert record["file_base64"] == "//4udHh0"

    done = shell("arclean $'no\\nwhere' $'\\e[2J' $'\\xff' $'\\u202e'")
    assert done.stderr.decode().splitlines() == [
        f"arclean: {name}: No such file or directory"
        for name in ("no\\nwhere", "\\x1b[2J", "\\xff", "\\u202e")
    ]


def test_the_package_in_a_zip_archive(shell: Shell, tmp_path: Path) -> None:
    """As Spark's --py-files ships it: without a folder and without the compiled core."""
    package = Path(bundle_path()).parent
    rules = list(RuleSet.default().files.values())
    write_bundle(tmp_path / "bundle.json", rules)
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        for file in package.rglob("*"):
            if file.suffix in (".py", ".json", ".css", ".js") and file.name != "_bundle.json":
                archive.write(file, f"arclean/{file.relative_to(package).as_posix()}")
        archive.write(tmp_path / "bundle.json", "arclean/_bundle.json")
    done = shell(
        f"arclean --version; arclean -j 2 {SAMPLE} page.txt\n"
        "echo '<p>نص</p><p>نص</p>' | arclean --format html --explain=json",
        PYTHONPATH=str(tmp_path / "package.zip"),
        ARCLEAN_CORE="pure",
    )
    assert f"rule files: {len(rules)}\n".encode() in done.stdout
    assert CLEAN in done.stdout
    assert b'"packs": [' in done.stdout, done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_unreadable_folders_and_read_only_folders(shell: Shell) -> None:
    done = shell(f"""
        mkdir locked folder; cp page.txt folder/; chmod 000 locked; chmod 555 folder
        arclean {SAMPLE} -i folder/page.txt; echo $?
        arclean {SAMPLE} locked plain.txt; echo $?
        chmod 755 locked folder; cmp page.txt folder/page.txt; ls -A folder
    """)
    assert done.stdout.decode() == f"2\n{PLAIN.decode()}2\npage.txt\n"
    assert b"folder/page.txt cannot be written: Permission denied" in done.stderr
    assert b"locked: Permission denied" in done.stderr


def test_colour(shell: Shell) -> None:
    for flag in ("--diff", "--explain"):
        assert b"\x1b[" not in shell(f"arclean {SAMPLE} {flag} page.txt").stdout
        assert (
            b"\x1b["
            in shell(f"arclean {SAMPLE} {flag} --color=always page.txt", NO_COLOR="1").stdout
        )
        assert b"\x1b[" in shell(f"arclean {SAMPLE} {flag} page.txt", CLICOLOR_FORCE="1").stdout
        assert (
            b"\x1b["
            not in shell(
                f"arclean {SAMPLE} {flag} page.txt", CLICOLOR_FORCE="1", NO_COLOR="1"
            ).stdout
        )


def on_a_terminal(arguments: list[str], environment: Mapping[str, str], folder: Path) -> bytes:
    """What the command prints on a terminal of 160 columns."""
    import fcntl
    import pty
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 160, 0, 0))
    command = [sys.executable, "-m", "arclean", *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=child,
        env={**environment, "TERM": "xterm", "COLUMNS": "160"},
        cwd=folder,
    ) as process:
        os.close(child)
        out = b""
        while True:
            try:
                block = os.read(parent, 65536)
            except OSError:  # Linux tells the end of a terminal by EIO
                break
            if not block:
                break
            out += block
    os.close(parent)
    assert process.returncode == 0
    return out.replace(b"\r\n", b"\n")


def test_hostile_pages_do_not_reach_the_terminal(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    hostile = "\x1b]0;title\x07\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}\x9b31m"
    page = PAGE.decode().replace("معرض الكتاب", "معرض الكتاب" + hostile * 2)
    (tmp_path / "hostile.txt").write_bytes(page.encode() + b"\xff\n")
    flags = ["--rules", environment["RULES"], "--source", "sample-1", "-p", "none", "hostile.txt"]
    for mode in ("--explain", "--diff"):
        out = on_a_terminal([mode, *flags], environment, tmp_path).decode("utf-8")
        assert "\x1b[1m" in out, "a terminal gets colours"
        for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[36m"):
            out = out.replace(code, "")
        bad = {"\x1b", "\x07", "\x9b", "\N{RIGHT-TO-LEFT OVERRIDE}", "\r"}
        assert not bad & set(out)
        assert "\\x1b" in out
        if mode == "--explain":
            assert all(len(line) <= 160 + 12 for line in out.splitlines()), "marks take no column"
    # Into a file a diff goes as it is, or it could not be applied.
    command = [sys.executable, "-m", "arclean", "--diff", *flags]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, check=True)
    assert hostile.encode() in done.stdout


def test_patch_takes_the_diff(shell: Shell) -> None:
    if shell("command -v patch").returncode:
        pytest.skip("there is no patch here")
    done = shell(
        "p=plain.txt; for i in 1 2 3; do cat page.txt $p $p $p $p $p; printf 'x\\f'; done "
        ">many.txt\n"
        "flags='--rules '$RULES' --source sample --docs form-feed'\n"
        "arclean $flags --diff many.txt > many.diff; arclean $flags many.txt > wanted.txt\n"
        "patch -s many.txt many.diff && cmp many.txt wanted.txt && ! grep -q عدد many.txt&& echo "
        "same"
    )
    assert done.stdout == b"same\n", done.stderr


def loaded_modules(arguments: str, environment: Mapping[str, str], folder: Path) -> set[str]:
    code = (
        "import sys\nfrom arclean.cli.main import run\n"
        f"status = run({arguments.split()!r})\n"
        "print(*sys.modules, sep=',', file=sys.stderr)\nsys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, cwd=folder, check=True
    )
    return set(done.stderr.decode().strip().split(","))


@pytest.mark.parametrize(
    "arguments", ["--version", "--help", "plain.txt", "--no-strip plain.txt", "rules list"]
)
def test_what_is_not_needed_is_not_loaded(
    arguments: str, environment: Mapping[str, str], tmp_path: Path
) -> None:
    """The first run in a checkout may compile the rules; what counts is every run behind it."""
    loaded_modules("plain.txt", environment, tmp_path)
    modules = loaded_modules(arguments, environment, tmp_path)
    heavy = {
        "lxml",
        "yaml",
        "dataclasses",
        "inspect",
        "shutil",
        "tempfile",
        "asyncio",
        "subprocess",
    }
    assert not heavy & modules
    if arguments.startswith("--no-strip"):
        assert not {"arclean.cleaner", "arclean.rules", "regex"} & modules
        # The compiled core takes its plan as JSON.
        assert "json" not in modules or core_name() == "native"
    if arguments in ("--version", "--help"):
        assert "regex" not in modules


def test_version(shell: Shell) -> None:
    done = shell(
        "arclean --version; ARCLEAN_CORE=pure arclean --version | grep core\n"
        "ARCLEAN_CORE=x arclean --version"
    )
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("arclean 0.")
    assert lines[1].startswith("core: ")
    assert lines[2].startswith("Unicode: ")
    assert int(lines[3].split()[2]) > 0
    assert lines[-1] == "core: pure (ARCLEAN_CORE=pure)"
    assert done.returncode == 2
    assert done.stderr == b"arclean: ARCLEAN_CORE=x: write pure or native, or leave it unset\n"


@pytest.mark.skipif(core_name() == "pure", reason="the pure core has no vector paths")
def test_a_vector_path_that_is_not_there(shell: Shell) -> None:
    done = shell("ARCLEAN_SIMD=x arclean --no-strip < /dev/null")
    assert done.returncode == 2
    error = done.stderr.decode()
    assert error.startswith("arclean: ARCLEAN_SIMD=x: this processor has scalar")
    assert error.count("\n") == 1
