"""The language that a page says a block of code is in: what Markdown writes behind a fence.

Pages say it in classes, for the script that colours the code: ``language-c`` (HTML Standard, the
``code`` element; Prism), ``lang-c``, ``hljs c`` (highlight.js), ``sourceCode c`` (Pandoc),
``brush: c`` (SyntaxHighlighter) and, around it, ``highlight-source-c`` (GitHub) and ``highlight-c``
(Sphinx).
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

__all__ = ["language_of"]

_NAME = re.compile(r"[A-Za-z0-9][\w+#.-]{0,29}", re.ASCII)
_SAID = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|brush:\s*)([^\s;]+)")
_BESIDE = re.compile(r"(?:^|\s)(?:hljs|sourceCode)\s+(\S+)|^(\S+)\s+(?:hljs|sourceCode)(?:\s|$)")
_AROUND = re.compile(r"(?:^|\s)(?:lang(?:uage)?|highlight(?:-source)?)-(\S+)")
_NONE = frozenset(
    "auto default hljs nohighlight none notranslate numberLines sourceCode undefined".split()
)
_FAR = 3
"""Elements around a block of code that may name its language."""


def language_of(element: etree._Element) -> str:
    """The language of a ``<pre>``, as the page writes it; empty where it says none."""
    said: list[str] = []
    codes = list(islice(element.iter("code"), 2))
    for one in (element, *codes) if len(codes) == 1 else (element,):
        names = one.get("class") or ""
        said += (one.get("data-lang") or "", one.get("data-language") or "")
        said += _SAID.findall(names)
        if beside := _BESIDE.search(names):
            said.append(beside[1] or beside[2])
    for around in islice(element.iterancestors(), _FAR):
        names = around.get("class") or ""
        if "highlight" in names:  # else lang-ar says what the page's own words are in
            said += _AROUND.findall(names)
    return next((name for name in said if name not in _NONE and _NAME.fullmatch(name)), "")
