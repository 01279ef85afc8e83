"""Blocks of code in Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from arclean.html.code import language_of
from tests.html.test_render import as_markdown


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("<pre><code class='language-python'>x</code></pre>", "python"),
        ("<pre class='line-numbers language-c++'><code>x</code></pre>", "c++"),
        ("<pre class='prettyprint lang-js'>x</pre>", "js"),
        ("<pre><code class='hljs rust'>x</code></pre>", "rust"),
        ("<pre><code class='yaml hljs'>x</code></pre>", "yaml"),
        ("<pre><code class='hljs language-go'>x</code></pre>", "go"),
        ("<pre class='sourceCode haskell'><code class='sourceCode'>x</code></pre>", "haskell"),
        ("<pre class='brush: php; toolbar: false;'>x</pre>", "php"),
        ("<pre><code data-lang=toml>x</code></pre>", "toml"),
        ("<div class='highlight highlight-source-shell'><pre>x</pre></div>", "shell"),
        ("<div class='highlight-python3 notranslate'><div class=highlight><pre>x</pre></div></div>",
         "python3"),
        ("<div class='language-ruby highlighter-rouge'><div class=highlight><pre class=highlight>"
         "<code>x</code></pre></div></div>", "ruby"),
        # Nothing, or nothing that says a language of code.
        ("<pre>x</pre>", ""),
        ("<pre><code class=hljs>x</code></pre>", ""),
        ("<pre class='hljs sourceCode'>x</pre>", ""),
        ("<pre class=language-none>x</pre>", ""),
        ("<pre class='language-x`y'>x</pre>", ""),
        ("<div class='highlight-default notranslate'><pre>x</pre></div>", ""),
        ("<div class='post lang-ar language-ar'><pre>x</pre></div>", ""),
        ("<pre><code class=language-a>x</code><code class=language-b>y</code></pre>", ""),
    ],
)  # fmt: skip
def test_language(page: str, language: str) -> None:
    (element,) = html.fromstring(f"<html><body>{page}").iter("pre")
    assert language_of(element) == language


@given(st.text(max_size=20), st.sampled_from(["language-", "lang-", "hljs ", "brush: ", ""]))
def test_a_language_never_breaks_its_fence(name: str, before: str) -> None:
    element = html.Element("pre")
    element.set("class", before + re.sub("[\x00-\x1f\ud800-\udfff\ufffe\uffff]", " ", name))
    assert re.fullmatch(r"[\w+#.-]*", language_of(element), re.ASCII)


def test_each_block_of_code_is_one_fence() -> None:
    page = "<pre><code class=language-c>a<br>b</code></pre><pre>c</pre><pre>d\n\ne</pre>"
    assert as_markdown(page) == "```c\na\nb\n```\n\n```\nc\n```\n\n```\nd\n\ne\n```\n"
