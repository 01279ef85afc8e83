"""The server answers its own page on this machine, and nobody else."""

from __future__ import annotations

import http.client
import json
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from arclean.cli.output import AtomicFile
from arclean.errors import ArcleanError, InputError
from arclean.studio.rulefile import ChangedError, RuleFile
from arclean.studio.server import MAX_BODY, StudioServer
from arclean.studio.worker import Worker
from tests.studio.pages import RULES, given


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioServer]:
    path = tmp_path_factory.mktemp("studio") / "example.com.yaml"
    path.write_text(RULES, encoding="utf-8")
    worker = Worker(given(), str(path))
    with StudioServer(RuleFile(str(path), "", AtomicFile), worker) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.02,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()
        worker.close()


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.data = response.read()

    def json(self) -> Any:
        return json.loads(self.data)


def ask(
    server: StudioServer, path: str, body: object = None, method: str = "", **headers: str
) -> Answer:
    """A request as the page's script makes it; a header of "" is left out."""
    here = f"127.0.0.1:{server.server_port}"
    said = {"Host": here}
    data = None
    if body is not None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        said |= {"Origin": f"http://{here}", "Content-Type": "application/json"}
        said["Content-Length"] = str(len(data))
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=300)
    try:
        connection.putrequest(
            method or ("GET" if body is None else "POST"), path, skip_host=True,
            skip_accept_encoding=True,
        )  # fmt: skip
        for name, value in said.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders(data)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def post(server: StudioServer, what: str, body: object, **headers: str) -> Answer:
    return ask(server, f"/{server.token}/{what}", body, **headers)


def test_the_page_may_run_its_own_script_alone(server: StudioServer) -> None:
    answer = ask(server, f"/{server.token}/")
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<!-- " not in answer.data
    assert server.token.encode() not in answer.data


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/{t}",
        "/{t}x/",
        "/x/",
        "//",
        "/{t}/..",
        "/{t}/../etc/passwd",
        "/{t}/studio.js",
        "/{t}/%2e%2e/x",
        "http://x/{t}/",
    ],
)
def test_nothing_else_is_served(server: StudioServer, path: str) -> None:
    path = path.replace("{t}", server.token)
    answer = ask(server, path)
    if path == f"/{server.token}":  # the slash may be left out
        assert (answer.status, answer.headers["Location"]) == (303, f"/{server.token}/")
        return
    assert answer.status in (400, 404)
    assert RULES.encode() not in answer.data


@pytest.mark.parametrize("token", ["", "x" * 43, "é", "\0"])
def test_a_wrong_token_opens_nothing(server: StudioServer, token: str) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port)) as raw:
        host = f"Host: 127.0.0.1:{server.server_port}"
        raw.sendall(
            f"POST /{token}/state HTTP/1.1\r\n{host}\r\nContent-Length: 2\r\n\r\n{{}}".encode()
        )
        assert raw.recv(100).split()[1] in (b"404", b"400")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "example.com",
        "127.0.0.1",
        "127.0.0.1:1",
        "0.0.0.0:{p}",
        "localhost.example.com:{p}",
        "[::1]:{p}",
        "127.0.0.1:{p}.x",
    ],
)
def test_only_this_machine_is_a_host(server: StudioServer, host: str) -> None:
    host = host.replace("{p}", str(server.server_port))
    assert ask(server, f"/{server.token}/", Host=host).status == 421
    assert post(server, "state", {}, Host=host).status == 421


def test_localhost_is_a_host(server: StudioServer) -> None:
    here = f"localhost:{server.server_port}"
    assert ask(server, f"/{server.token}/", Host=here).status == 200
    assert post(server, "state", {}, Host=here, Origin=f"http://{here}").status == 200
    assert post(server, "state", {}, Host=here).status == 403  # the origin is the other name


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "http://example.com"},
        {"Origin": "https://127.0.0.1:{p}"},
        {"Origin": "http://127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_other_pages_are_refused(server: StudioServer, headers: dict[str, str]) -> None:
    headers = {k: v.replace("{p}", str(server.server_port)) for k, v in headers.items()}
    for what in ("state", "check", "propose", "save"):
        assert post(server, what, {"text": "", "stamp": ""}, **headers).status == 403
    assert Path(server.file.path).read_text(encoding="utf-8") == RULES


def test_bodies_are_bounded_json_objects(server: StudioServer) -> None:
    assert post(server, "check", b"{}", Content_Length=str(MAX_BODY + 1)).status == 413
    assert post(server, "check", b"{}", Content_Length="1" * 40).status == 413
    assert post(server, "check", b"{}", Content_Length="-1").status == 411
    assert post(server, "check", b"{}", Content_Length="").status == 411
    assert post(server, "check", b"{}", Transfer_Encoding="chunked").status == 411
    assert post(server, "check", {}, Content_Type="text/plain").status == 415
    for body in (
        b"[]",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"text": 1}',
        b'{"text": "", "base": null}',
    ):
        assert post(server, "check", body).status == 400
    bad = [1, {}, {"page": True, "line": 1, "text": "", "content": True}]
    for mark in bad:
        assert post(server, "propose", {"text": "", "mark": mark}).status == 400
    assert ask(server, f"/{server.token}/", method="PUT").status == 501
    assert ask(server, f"/{server.token}/state").status == 404


def test_a_check_and_a_proposal(server: StudioServer) -> None:
    told = post(server, "check", {"text": RULES, "base": RULES, "have": []}).json()
    assert told["error"] is None
    assert len(told["pages"]) == 3
    mark = {"page": 0, "line": 3, "text": "طالعوا كذلك: خبر آخر عن المدينة 1", "content": False}
    made = post(server, "propose", {"text": RULES, "mark": mark, "marks": [mark]}).json()
    assert made["rule"] == "read-also-line"
    answer = post(server, "propose", {"text": "x", "mark": mark})
    assert answer.status == 422
    assert answer.json()["line"] == 1


def test_a_ticket_opens_once(server: StudioServer) -> None:
    path = "/" + server.ticket_url.split("/", 3)[3]
    answer = ask(server, path)
    assert (answer.status, answer.headers["Location"]) == (303, f"/{server.token}/")
    assert ask(server, path).status == 404


def test_it_listens_on_this_machine_only(server: StudioServer) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_saving(server: StudioServer) -> None:
    path = Path(server.file.path)
    stamp = post(server, "state", {}).json()["stamp"]
    try:
        answer = post(server, "save", {"text": RULES + "x", "stamp": stamp})
        assert answer.status == 422  # not valid; the author may want to save it all the same
        assert path.read_text(encoding="utf-8") == RULES
        saved = post(server, "save", {"text": RULES + "x", "stamp": stamp, "anyway": True}).json()
        assert path.read_text(encoding="utf-8") == RULES + "x"
        answer = post(server, "save", {"text": RULES, "stamp": stamp})
        assert (answer.status, "changed on disk" in answer.json()["error"]) == (409, True)
        assert post(server, "save", {"text": RULES, "stamp": saved["stamp"]}).status == 200
    finally:
        path.write_text(RULES, encoding="utf-8")


def test_a_rule_file_is_written_as_a_whole_and_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    file = RuleFile(str(path), "draft", AtomicFile)
    assert file.read() == ("draft", "")
    stamp = file.save("a\n", "").stamp
    assert path.read_bytes() == b"a\n"
    with pytest.raises(ChangedError):
        file.save("b\n", "")  # somebody made it meanwhile
    with pytest.raises(InputError, match="larger"):
        file.save("x" * 70_000, stamp)
    with pytest.raises(InputError, match="surrogate"):
        file.save("\ud800", stamp)
    assert path.read_bytes() == b"a\n"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")
    path.chmod(0o640)
    now = file.read()
    assert now.text == "a\nb\n"
    file.save("a\nc\n", now.stamp)
    assert path.read_bytes() == b"a\r\nc\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.unlink()
    with pytest.raises(ChangedError):
        file.save("d\n", now.stamp)
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_check_that_takes_too_long_is_ended_and_the_next_one_works() -> None:
    worker = Worker(given(), "example.com.yaml", limit=0.001)
    try:
        with pytest.raises(ArcleanError, match="took longer"):
            worker.check(RULES, "", [])
        worker._limit = 60.0
        assert worker.check(RULES, "", [])["error"] is None
    finally:
        worker.close()
