"""The studio's web server: this machine only, one secret, four things that it answers.

The standard library's server is enough and adds nothing to trust: one author, a handful of requests
a minute, no cookies, no files served. What a web page in the same browser, another user of the
machine or a name that is made to point here (DNS rebinding) could try is refused before anything is
read:

- it listens on 127.0.0.1 only, and the ``Host`` header must say so;
- every address begins with a random token, compared in constant time;
- a browser that says the request comes from elsewhere (``Sec-Fetch-Site``) is refused; what changes
  anything is a POST of JSON with this origin, and no header ever allows another one;
- a body is read only up to a bound, within a time;
- the page runs no script and no style but its own, known by their hashes.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from socketserver import TCPServer
from typing import Any

from arclean.errors import ArcleanError, RuleError
from arclean.report.webpage import BAR, csp_hash, script, style
from arclean.rules.load import load_bytes
from arclean.studio.propose import Mark
from arclean.studio.rulefile import ChangedError, RuleFile
from arclean.studio.worker import Worker

__all__ = ["MAX_BODY", "StudioServer"]

MAX_BODY = 1 << 20
"""Bytes of a request's body: a rule file has 64 KiB, its JSON and the marks a few times that."""
_TIMEOUT = 15
"""Seconds that a connection may keep silent."""
_TICKET = 120
"""Seconds for which the address that a browser is started with holds, once."""


class _RefusedError(Exception):
    """A request that is not answered; its status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class StudioServer(ThreadingHTTPServer):
    """The studio of one rule file.

    Args:
        file: the file.
        worker: what checks it.
        port: the port; 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 16

    def __init__(self, file: RuleFile, worker: Worker, port: int = 0) -> None:
        self.file = file
        self.worker = worker
        self.token = secrets.token_urlsafe(32)
        self._ticket = (secrets.token_urlsafe(32), time.monotonic() + _TICKET)
        self._saving = threading.Lock()
        self.page, self.policy = _page()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Without the look-up of the machine's name that the base class makes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    @property
    def url(self) -> str:
        """The studio's address, with its token."""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    @property
    def ticket_url(self) -> str:
        """An address that leads there once: other users of the machine can read a browser's
        command line.
        """
        return f"http://127.0.0.1:{self.server_port}/{self._ticket[0]}/"

    def redeem(self, word: str) -> bool:
        """Whether a word is the ticket; it is spent then."""
        ticket, until = self._ticket
        if not ticket or not _equal(word, ticket):
            return False
        self._ticket = ("", 0.0)
        return time.monotonic() <= until

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a connection that breaks off is no news to an author."""

    # What it answers

    def state(self, _asked: Mapping[str, Any]) -> dict[str, Any]:
        """The file as it stands on disk."""
        now = self.file.read()
        return {"path": self.file.path, "text": now.text, "stamp": now.stamp}

    def check(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What the text in the editor does."""
        have = _list(asked, "have")
        return self.worker.check(
            _text(asked, "text"),
            _text(asked, "base"),
            [one for one in have if isinstance(one, str)],
        )

    def propose(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A rule for a marked line."""
        marks = [_mark(one) for one in _list(asked, "marks")]
        return self.worker.propose(_text(asked, "text"), _mark(asked.get("mark")), marks)

    def save(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Write the file; one that is not valid only where the author says so."""
        text = _text(asked, "text")
        if asked.get("anyway") is not True:
            load_bytes(text.encode("utf-8", "surrogatepass"), self.file.path)
        with self._saving:
            return {"stamp": self.file.save(text, _text(asked, "stamp")).stamp}


class _Handler(BaseHTTPRequestHandler):
    server: StudioServer
    protocol_version = "HTTP/1.1"
    server_version = "arclean"
    sys_version = ""
    timeout = _TIMEOUT

    # The base class wants these names.
    def do_GET(self) -> None:
        """The page."""
        self._answer(self._get)

    def do_POST(self) -> None:
        """What the page's script asks."""
        self._answer(self._post)

    def _answer(self, act: Callable[[str], None]) -> None:
        try:
            self._check_place()
            act(self._checked_path())
        except _RefusedError as refused:
            self.close_connection = True  # a body may not have been read
            self._send(refused.status, "text/plain; charset=utf-8", f"{refused}\n".encode())

    def _check_place(self) -> None:
        """Refuse what did not mean this server, or comes from another page."""
        port = self.server.server_port
        if self.headers.get_all("Host") not in ([f"127.0.0.1:{port}"], [f"localhost:{port}"]):
            raise _RefusedError(421, "this is not the host that answers here")
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise _RefusedError(403, "requests from other pages are not answered")

    def _checked_path(self) -> str:
        """What stands behind the token."""
        _, token, rest = (*self.path.split("/", 2), "", "")[:3]
        if _equal(token, self.server.token):
            return rest
        if self.command == "GET" and rest == "" and self.server.redeem(token):
            return "ticket"
        raise _RefusedError(404, "nothing is here; open the address that the command printed")

    def _get(self, path: str) -> None:
        if path == "ticket" or self.path == f"/{self.server.token}":
            self._send(303, "text/plain", b"", {"Location": f"/{self.server.token}/"})
        elif path == "":
            self._send(200, "text/html; charset=utf-8", self.server.page)
        else:
            raise _RefusedError(404, "nothing is here")

    def _post(self, path: str) -> None:
        act = {
            "state": self.server.state,
            "check": self.server.check,
            "propose": self.server.propose,
            "save": self.server.save,
        }.get(path)
        if act is None:
            raise _RefusedError(404, "nothing is here")
        if self.headers.get_all("Origin") != [f"http://{self.headers['Host']}"]:
            raise _RefusedError(403, "requests from other pages are not answered")
        if self.headers.get_content_type() != "application/json":
            raise _RefusedError(415, "the body must be JSON")
        asked = self._body()
        try:
            self._json(200, act(asked))
        except ChangedError as error:
            self._json(409, {"error": str(error)})
        except RuleError as error:
            self._json(422, {"error": str(error), "line": error.line or 0})
        except ArcleanError as error:
            self._json(422, {"error": str(error)})

    def _body(self) -> Mapping[str, Any]:
        if self.headers.get("Transfer-Encoding"):
            raise _RefusedError(411, "the body's length must be said")
        said = self.headers.get_all("Content-Length") or []
        if len(said) != 1 or not (said[0].isascii() and said[0].isdigit()):
            raise _RefusedError(411, "the body's length must be said")
        if len(said[0]) > 9 or int(said[0]) > MAX_BODY:
            raise _RefusedError(413, "the body is too large")
        try:
            data = self.rfile.read(int(said[0]))
            asked = json.loads(data)
        except (ValueError, RecursionError):
            raise _RefusedError(400, "the body is no JSON") from None
        if not isinstance(asked, dict):
            raise _RefusedError(400, "the body is no JSON object")
        return asked

    def _json(self, status: int, value: object) -> None:
        data = json.dumps(value).encode("ascii")
        self._send(status, "application/json", data)

    def _send(
        self, status: int, kind: str, data: bytes, more: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "Content-Security-Policy": self.server.policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
            **(more or {}),
        }
        if self.close_connection:
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def send_error(self, code: int, *_said: str | None, **_more: str | None) -> None:
        """What the base class finds wrong, without the request said back."""
        self.close_connection = True
        self._send(code, "text/plain; charset=utf-8", b"this is not understood here\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the addresses hold the token."""


def _page() -> tuple[bytes, str]:
    """The page, and the policy that names its script and style."""
    folder = files("arclean.studio")
    styles = style() + folder.joinpath("studio.css").read_text("utf-8")
    scripts = [script(), folder.joinpath("studio.js").read_text("utf-8")]
    text = folder.joinpath("studio.html").read_text("utf-8")
    for name, value in (
        ("bar", BAR),
        ("style", f"<style>{styles}</style>"),
        ("scripts", "".join(f"<script>{one}</script>" for one in scripts)),
    ):
        text = text.replace(f"<!-- {name} -->", value)
    policy = (
        f"default-src 'none'; style-src {csp_hash(styles)}; "
        f"script-src {' '.join(map(csp_hash, scripts))}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return text.encode("utf-8"), policy


def _equal(given: str, wanted: str) -> bool:
    return compare_digest(given.encode("utf-8", "replace"), wanted.encode("ascii"))


def _text(asked: Mapping[str, Any], key: str) -> str:
    value = asked.get(key)
    if not isinstance(value, str):
        raise _RefusedError(400, f"{key} must be text")
    return value


def _list(asked: Mapping[str, Any], key: str) -> list[Any]:
    value = asked.get(key, [])
    if not isinstance(value, list) or len(value) > 5_000:
        raise _RefusedError(400, f"{key} must be a list")
    return value


def _mark(value: object) -> Mark:
    if not isinstance(value, dict):
        raise _RefusedError(400, "a mark must be an object")
    page, line, text, content = (value.get(key) for key in Mark._fields)
    if (
        type(page) is int
        and type(line) is int
        and isinstance(text, str)
        and isinstance(content, bool)
    ):
        return Mark(page, line, text, content)
    raise _RefusedError(400, "a mark must have page, line, text and content")
