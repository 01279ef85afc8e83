"""Files and folders as output: whole or not at all, never over an input by accident."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from arclean.cli import output
from arclean.report.removed import read, restore
from tests.cli.conftest import CLEAN, PAGE, PLAIN, Command


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with pages in folders."""
    monkeypatch.chdir(tmp_path)
    for name in ("pages/a.txt", "pages/sub/a.txt", "pages/sub/note.md", "other/a.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PAGE)
    return tmp_path


def test_to_a_file(arclean: Command, here: Path) -> None:
    assert arclean.sample("pages/a.txt", "-o", "clean.txt") == (0, b"", "")
    assert (here / "clean.txt").read_bytes() == CLEAN
    assert arclean.sample("-o", "clean.txt", stdin=PLAIN) == (0, b"", "")
    assert (here / "clean.txt").read_bytes() == PLAIN


def test_a_new_file_heeds_the_umask_and_an_old_one_keeps_its_mode(
    arclean: Command, here: Path
) -> None:
    before = os.umask(0o027)
    try:
        arclean.sample("-o", "new.txt", stdin=PLAIN)
    finally:
        os.umask(before)
    assert (here / "new.txt").stat().st_mode & 0o777 == 0o640
    (here / "new.txt").chmod(0o604)
    arclean.sample("-o", "new.txt", stdin=PAGE)
    assert (here / "new.txt").stat().st_mode & 0o777 == 0o604
    assert (here / "new.txt").read_bytes() == CLEAN


def test_a_folder_as_input_keeps_the_paths_inside_of_it(arclean: Command, here: Path) -> None:
    assert arclean.sample("pages", "-o", "out") == (0, b"", "")
    assert files(here / "out") == {"a.txt": CLEAN, "sub/a.txt": CLEAN}


def test_files_keep_their_paths(arclean: Command, here: Path) -> None:
    assert arclean.sample("pages/a.txt", "./other/a.txt", "-o", "out").status == 0
    assert files(here / "out") == {"pages/a.txt": CLEAN, "other/a.txt": CLEAN}


def test_one_file_into_a_folder(arclean: Command, here: Path) -> None:
    assert arclean.sample(here / "pages/a.txt", "-o", "new/").status == 0
    assert files(here / "new") == {"a.txt": CLEAN}
    assert arclean.sample("pages/../other/a.txt", "-o", "new").status == 0
    assert files(here / "new") == {"a.txt": CLEAN, "other/a.txt": CLEAN}


def test_paths_that_lead_out_of_the_folder_do_not(arclean: Command, here: Path) -> None:
    (here / "deep").mkdir()
    os.chdir(here / "deep")
    assert arclean.sample("../pages/a.txt", "-o", "out/").status == 0
    assert files(here / "deep") == {"out/a.txt": CLEAN}


def test_an_output_folder_inside_of_an_input_folder_is_not_read(
    arclean: Command, here: Path
) -> None:
    assert arclean.sample(".", "-o", "out").status == 0
    once = files(here / "out")
    assert sorted(once) == ["other/a.txt", "pages/a.txt", "pages/sub/a.txt"]
    assert arclean.sample(".", "-o", "out").status == 0
    assert files(here / "out") == once


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pages", "other", "-o", "out"], "pages/a.txt and other/a.txt would both be written"),
        (["pages/a.txt", "pages/a.txt", "-o", "out"], "would both be written to out/pages/a.txt"),
        (["pages/a.txt", "other/a.txt", "-o", "pages/sub/note.md"], "several inputs need a folder"),
        (["pages/a.txt", "-o", "pages/sub/note.md/"], "this names a folder, and there is a file"),
        (["pages/a.txt", "-o", "pages/a.txt"], "write -i"),
        (["pages/a.txt", "-o", "."], "write -i"),
        (["pages", "-o", "pages"], "write -i"),
        (["-", "pages/a.txt", "-o", "out"], "standard input has no name"),
        (["pages/a.txt", "-o", "x", "--save-removed", "pages/a.txt"], "also an input or an output"),
        (["pages/a.txt", "-o", "x", "--save-removed", "./x"], "also an input or an output"),
        (["pages/a.txt", "-o", "x", "--save-removed", "no/where"], "--save-removed no/where"),
    ],
)
def test_refused_before_anything_is_written(
    arclean: Command, here: Path, arguments: list[str], message: str
) -> None:
    before = files(here)
    outcome = arclean.sample(*arguments, stdin=PAGE)
    assert outcome.status == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1
    assert files(here) == before
    assert not (here / "out").exists()


@pytest.mark.skipif(not hasattr(os, "chown"), reason="files have no owner here")
def test_a_file_keeps_its_owner(
    arclean: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root cleans other people's files; who is not root may not give files away."""
    given: list[tuple[int, int]] = []

    def chown(path: str, owner: int, group: int) -> None:
        assert Path(path).read_bytes() == b""  # before anything is in it
        given.append((owner, group))
        if owner != -1:
            raise PermissionError(1, "not allowed")

    page = here / "pages/a.txt"
    about = page.stat()
    monkeypatch.setattr(os, "chown", chown)
    assert arclean.sample("-i", "pages/a.txt") == (0, b"", "")
    assert arclean.sample("-o", "new.txt", stdin=PAGE) == (0, b"", "")
    assert given == [(about.st_uid, about.st_gid), (-1, about.st_gid)]
    assert page.read_bytes() == CLEAN
    monkeypatch.undo()
    if os.geteuid() == 0:
        os.chown(page, 12345, 12346)
        page.write_bytes(PAGE)
        arclean.sample("-i", str(page))
        assert (page.stat().st_uid, page.stat().st_gid) == (12345, 12346)


def test_in_place(arclean: Command, here: Path) -> None:
    page = here / "pages/a.txt"
    page.chmod(0o640)
    assert arclean.sample("-i", "pages", "other/a.txt") == (0, b"", "")
    assert files(here) == {
        "other/a.txt": CLEAN,
        "pages/a.txt": CLEAN,
        "pages/sub/a.txt": CLEAN,
        "pages/sub/note.md": PAGE,
    }
    assert page.stat().st_mode & 0o777 == 0o640


def test_in_place_does_not_touch_what_does_not_change(arclean: Command, here: Path) -> None:
    page = here / "pages/a.txt"
    page.write_bytes(PLAIN)
    os.utime(page, ns=(1, 1))
    before = page.stat()
    assert arclean.sample("-i", page).status == 0
    after = page.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_in_place_writes_through_links(arclean: Command, here: Path) -> None:
    link = here / "link.txt"
    link.symlink_to("pages/a.txt")
    assert arclean.sample("-i", "link.txt").status == 0
    assert link.is_symlink()
    assert (here / "pages/a.txt").read_bytes() == CLEAN


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_in_place_cleans_no_file_twice(arclean: Command, here: Path, jobs: str) -> None:
    (here / "pages/link.txt").symlink_to("a.txt")
    flags = ("--save-removed", "gone.jsonl", "-j", jobs)
    outcome = arclean.sample("-i", "pages/a.txt", "pages", "./pages/a.txt", *flags)
    assert (outcome.status, outcome.err) == (0, "")
    assert (here / "pages/a.txt").read_bytes() == CLEAN
    records = Path("gone.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line)["file"] for line in records]
    assert told == ["pages/a.txt"] * 2 + ["pages/sub/a.txt"] * 2


def test_in_place_leaves_the_file_alone_when_something_fails(
    arclean: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(here)
    (here / "pages/a.txt").write_bytes(PAGE + b"\xff")
    before["pages/a.txt"] = PAGE + b"\xff"
    outcome = arclean.sample("-i", "--errors=strict", "pages/a.txt", "nowhere", "pages/sub")
    assert outcome.status == 2
    assert outcome.err.count("\n") == 2
    assert files(here) == {**before, "pages/sub/a.txt": CLEAN}

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "replace", full)
    outcome = arclean.sample("-i", "other/a.txt", "--save-removed", "removed.jsonl")
    assert outcome.status == 2
    assert "other/a.txt cannot be written: No space left on device" in outcome.err
    assert (here / "other/a.txt").read_bytes() == PAGE
    assert not list(here.rglob(".arclean*"))


def test_interrupted_in_place_leaves_nothing_behind(
    arclean: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: output.AtomicFile) -> None:
        raise KeyboardInterrupt

    before = files(here)
    monkeypatch.setattr(output.AtomicFile, "commit", interrupt)
    assert arclean.sample("-i", "pages/a.txt") == (130, b"", "")
    assert files(here) == before


def test_a_review_replaces_no_page(arclean: Command, here: Path) -> None:
    before = files(here)
    outcome = arclean("explain", "pages", "--html", "./pages/a.txt")
    assert outcome.status == 2
    assert outcome.err == "arclean: --html ./pages/a.txt: this file is also an input or an output\n"
    assert files(here) == before


def test_an_interrupted_review_leaves_the_last_one(
    arclean: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from arclean.cli.review import ReviewPage

    def interrupt(self: ReviewPage, *_: object) -> None:
        raise KeyboardInterrupt

    (here / "review.html").write_bytes(b"the last one")
    before = files(here)
    monkeypatch.setattr(ReviewPage, "document", interrupt)
    done = arclean("explain", "pages/a.txt", "--html", "review.html")
    assert done == (130, b"", "")
    assert files(here) == before


def test_a_device_is_written_to_and_not_replaced(arclean: Command, here: Path) -> None:
    assert arclean.sample("pages/a.txt", "-o", "/dev/null") == (0, b"", "")
    assert Path("/dev/null").is_char_device()
    outcome = arclean.sample("-i", "/dev/null")
    assert outcome.status == 2
    assert "not a regular file" in outcome.err


def test_a_missing_input_makes_no_folder(arclean: Command, here: Path) -> None:
    assert arclean.sample("nowhere.txt", "-o", "out/").status == 2
    assert not (here / "out").exists()


def test_a_folder_without_texts_is_told(arclean: Command, here: Path) -> None:
    (here / "empty").mkdir()
    outcome = arclean.sample("empty", "pages/a.txt")
    assert (outcome.status, outcome.out) == (0, CLEAN)
    assert "empty: no file in this folder is called *.txt" in outcome.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_is_left_out(arclean: Command, here: Path) -> None:
    os.mkfifo(here / "pages" / "pipe.txt")
    outcome = arclean.sample("pages", "-o", "out")
    assert outcome.status == 2
    assert "pipe.txt: neither file nor folder" in outcome.err
    assert files(here / "out") == {"a.txt": CLEAN, "sub/a.txt": CLEAN}


@pytest.mark.parametrize("words", [("--save-removed", "-"), ("explain", "--html", "-")])
def test_no_file_is_called_like_a_stream(
    arclean: Command, here: Path, words: tuple[str, ...]
) -> None:
    outcome = arclean(*words, "pages/a.txt")
    assert (outcome.status, outcome.out) == (2, b"")
    assert "writes a file; name it" in outcome.err
    assert not (here / "-").exists()


def test_save_removed_restores_every_input(arclean: Command, here: Path) -> None:
    (here / "pages/a.txt").write_bytes(b"\0".join([PAGE, PLAIN, b"", PAGE.replace(b"\n", b"\r\n")]))
    (here / "other/a.txt").write_bytes(PAGE.replace("النهر".encode(), b"\xfe\x00\xff"))
    before = files(here)
    assert arclean.sample("-i", ".", "--docs=nul", "--save-removed", "removed.jsonl").status == 0
    records = (here / "removed.jsonl").read_bytes().splitlines()
    documents = [json.loads(line)["document"] for line in records if b"pages/a.txt" in line]
    assert documents == [1, 1, 4, 4]
    for name in ("pages/a.txt", "pages/sub/a.txt", "other/a.txt"):
        kept = (here / name).read_bytes()
        assert kept != before[name]
        assert restore(kept, read(records, f"./{name}")) == before[name]


def test_records_of_an_earlier_run_in_place_are_not_overwritten(
    arclean: Command, here: Path
) -> None:
    flags = ("-i", "--save-removed", "removed.jsonl")
    assert arclean.sample(*flags, "pages/a.txt").status == 0
    records = (here / "removed.jsonl").read_bytes()
    outcome = arclean.sample(*flags, "other/a.txt")
    assert outcome.status == 2
    assert "only copy" in outcome.err
    assert (here / "removed.jsonl").read_bytes() == records
    assert (here / "other/a.txt").read_bytes() == PAGE


def test_records_of_an_input_that_failed_are_taken_back(arclean: Command, here: Path) -> None:
    (here / "bad.txt").write_bytes(PAGE + b"\0\xff")
    flags = ("--errors=strict", "--docs=nul", "--save-removed", "removed.jsonl")
    outcome = arclean.sample(*flags, "pages/a.txt", "bad.txt", "other/a.txt", "-o", "out")
    assert outcome.status == 2
    assert sorted(files(here / "out")) == ["other/a.txt", "pages/a.txt"]
    names = [
        json.loads(line)["file"] for line in (here / "removed.jsonl").read_bytes().splitlines()
    ]
    assert names == ["pages/a.txt"] * 2 + ["other/a.txt"] * 2


def test_folders_that_may_not_be_read_or_written(
    arclean: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a user without rights, and seen by root too; test_process.py has the real thing."""

    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    before = files(here)
    with monkeypatch.context() as patch:
        patch.setattr(output.os, "open", refuse)
        outcome = arclean.sample("-i", "pages/a.txt")
    assert outcome.status == 2
    assert outcome.err == "arclean: pages/a.txt cannot be written: Permission denied\n"
    assert files(here) == before
    with monkeypatch.context() as patch:
        patch.setattr(output.os, "scandir", refuse)
        outcome = arclean.sample("pages", "other/a.txt")
    assert outcome.status == 2
    assert outcome.out == CLEAN
    assert outcome.err == "arclean: pages: Permission denied\n"
