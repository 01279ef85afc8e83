"""Pages made for training the HTML extractor, of kinds that few of the pages with gold are of.

    pages = made_pages(texts, count, seed)

Each page takes the text of one article and lays it out at random: as a news or blog theme, as boxes
of a page builder, in nested tables, in one form, as a Blogger or forum template, as questions and
answers, as a text with notes; with lines cut by ``<br>``, paragraphs, ``<div>`` or bare text; with
furniture in any order around and inside it; with elements that are named as some system names them,
in code, or not at all. Some hold no article: directories of links, messages, forms. What the page
shows of its article is its gold. The furniture's words are the usual ones of Arabic pages.

Same texts, count and seed: same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from random import Random
from typing import NamedTuple

import made_words as kit
from made_parts import Parts, Text

__all__ = ["Made", "Text", "made_pages"]


class Made(NamedTuple):
    """A page that was made.

    Attributes:
        theme: how its elements are named; pages of one theme are one site's.
        html: the page.
        gold: what it shows of its article; empty where it has none.
    """

    theme: str
    html: str
    gold: str


WHOLE = "\0"
"""Stands before a part of a body that brings its own element."""


class _Maker(Parts):
    """One page in the making."""

    def say(self, text: str) -> str:
        self.gold.append(text)
        return escape(text)

    def inline(self, text: str) -> str:
        """A paragraph's text, some words of it linked or bold."""
        self.gold.append(text)
        words = text.split(" ")
        if len(words) > 8 and self.chance(0.25):
            at = self.r.randrange(len(words) - 3)
            end = at + self.r.randint(1, 3)
            before, mid, after = (
                escape(" ".join(part)) for part in (words[:at], words[at:end], words[end:])
            )
            mid = f'<a href="/t">{mid}</a>' if self.chance(0.6) else f"<b>{mid}</b>"
            return f"{before} {mid} {after}"
        return escape(text)

    def extra(self, lines: Sequence[str]) -> str:
        """A list, table, quote or note of short lines that belongs to the article."""
        r = self.r
        lines = [line for line in lines if line]
        kind = r.choice(("ul", "ul", "ol", "table", "quote", "br", "dl", "links"))
        if kind == "table":
            rows = [
                "".join(f"<td>{self.say(cell)}</td>" for cell in lines[i : i + 2])
                for i in range(0, len(lines), 2)
            ]
            return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
        if kind == "quote":
            return f"<blockquote>{'<br>'.join(self.say(line) for line in lines)}</blockquote>"
        if kind == "br":
            return "<p>" + "<br>".join(f"- {self.say(line)}" for line in lines) + "</p>"
        if kind == "dl":
            tags = ("dt", "dd")
            pairs = [(tags[i % 2], self.say(line)) for i, line in enumerate(lines)]
            return f"<dl>{''.join(f'<{tag}>{said}</{tag}>' for tag, said in pairs)}</dl>"
        if kind == "links":
            head = f"<h3>{self.say(r.choice(kit.LINKS_HEADS))}</h3>"
            links = [f'<a href="http://x.example/{len(one)}">{self.say(one)}</a>' for one in lines]
            return f"{head}<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
        return f"<{kind}>" + "".join(f"<li>{self.say(line)}</li>" for line in lines) + f"</{kind}>"

    def pieces(self) -> list[str]:
        """Short lines cut from a sentence."""
        words = self.r.choice(self.texts).paragraphs[-1].split()
        size = self.r.randint(2, 9)
        end = min(len(words), size * self.r.randint(2, 7))
        return [" ".join(words[at : at + size]) for at in range(0, end, size)]

    def body(self, shape: str) -> str:
        """The article's text in one of the ways in which pages write paragraphs."""
        r = self.r
        paragraphs = list(self.text.paragraphs)
        heads = []
        parts: list[str] = []
        every = r.choice((0, 0, 2, 3, 4))
        opening = ""
        if self.chance(0.08):
            opening = f"<p>{self.say('بسم الله الرحمن الرحيم')}</p>"
        for i, text in enumerate(paragraphs):
            if every and i and i % every == 0:
                words = text.split()
                head = " ".join(words[: r.randint(2, 6)]).strip("،.:؛ ")
                heads.append(head)
                tag = r.choice(("h2", "h2", "h3", "b", "strong"))
                said = self.say(head)
                if tag in ("b", "strong"):
                    parts.append(
                        f"<p><{tag}>{said}</{tag}></p>"
                        if shape == "p"
                        else f"<{tag}>{said}</{tag}>"
                    )
                else:
                    parts.append(f'<{tag} id="s{len(heads) - 1}">{said}</{tag}>')
            parts.append(self.inline(text))
            if shape not in ("br", "brbr", "bare") and self.chance(0.1):
                parts.append(WHOLE + self.extra(self.pieces()))
            if i and self.chance(0.08):
                parts.append(WHOLE + self.also())
            if i and self.chance(0.05):
                parts.append(WHOLE + self.ad())
            if self.chance(0.06):
                parts.append(WHOLE + self.image())
        text = opening + self.joined(parts, shape)
        if len(heads) >= 3 and self.chance(0.5):
            text = self.toc(heads) + text
        if self.chance(0.1):
            return text + f"<p>{r.choice(('المصدر: وكالات', 'المصدر: ' + self.site))}</p>"
        return text

    def joined(self, parts: Sequence[str], shape: str) -> str:
        # (part, whether it brings its own element)
        marked = [
            (part.removeprefix(WHOLE), part.startswith((WHOLE, "<h", "<p"))) for part in parts
        ]
        if shape in ("br", "brbr", "bare"):
            glue = {"br": "<br>", "brbr": "<br><br>\n", "bare": "<br />\n<br />\n"}[shape]
            text = glue.join(part for part, _ in marked)
            tag = self.r.choice(("div", "p", "span", "font"))
            return text if shape == "bare" else f"<{tag}>{text}</{tag}>"
        if shape == "boxes":
            return "".join(
                self.el("box", self.el("body", part if whole else f"<p>{part}</p>"))
                for part, whole in marked
            )
        if shape == "section":
            return "".join(
                f"<section><div>{part if whole else f'<p>{part}</p>'}</div></section>"
                for part, whole in marked
            )
        if shape == "rows":
            return (
                "<table>" + "".join(f"<tr><td>{part}</td></tr>" for part, _ in marked) + "</table>"
            )
        if shape == "spans":
            opens, closes = kit.STYLED
            return "".join(part if whole else opens + part + closes for part, whole in marked)
        tag = "div" if shape == "div" else "p"
        return "".join(part if whole else f"<{tag}>{part}</{tag}>" for part, whole in marked)

    # Kinds of pages ------------------------------------------------------------------------------

    def article(self) -> str:
        shapes = ["p", "p", "p", "div", "br", "brbr", "bare", "spans", "section"]
        if self.theme in ("builder", "code", "none"):
            shapes += ["boxes"] * 6
        if self.tables:
            shapes = ["rows", "brbr", "br", "p", "bare"]
        body = self.body(self.r.choice(shapes))
        before = [
            part()
            for part, share in (
                (self.crumbs, 0.5),
                (self.title, 0.9),
                (self.byline, 0.75),
                (self.share, 0.3),
                (self.letter, 0.05),
            )
            if self.chance(share)
        ]
        image = '<img src="/main.jpg">' if self.chance(0.5) else ""
        after = [
            part()
            for part, share in (
                (self.tags, 0.4),
                (self.share, 0.45),
                (self.author, 0.3),
                (self.letter, 0.15),
                (self.next, 0.3),
                (self.related, 0.55),
                (self.comments, 0.5),
            )
            if self.chance(share)
        ]
        if self.chance(0.4):
            self.r.shuffle(after)
        # Plug-ins put their boxes into the body's element.
        cut = self.r.randint(0, len(after)) if self.chance(0.3) else 0
        inside = self.el("body", body + "".join(after[:cut]))
        return self.frame("".join(before) + image + inside + "".join(after[cut:]))

    def frame(self, middle: str) -> str:
        """A page around what stands in the middle."""
        side = self.side() if self.chance(0.7) else ""
        if self.chance(0.1):  # next to nothing around it
            inside = self.r.choice((middle, middle, self.top() + middle, middle + self.bottom()))
        elif self.tables:
            cells = [f"<td valign=top>{middle}</td>", f"<td width=180>{side}</td>"]
            self.r.shuffle(cells)
            table = f'<table width="100%" border=0><tr>{"".join(cells)}</tr></table>'
            inside = f"<table><tr><td>{self.top()}</td></tr></table>{table}{self.bottom()}"
        else:
            middle = self.el("main", self.el("wrap", middle))
            columns = middle + side if self.chance(0.75) else side + middle
            inside = self.top() + self.el("page", columns) + self.bottom()
        if self.theme == "portal" or self.chance(0.04):
            inside = f'<form id="aspnetForm" action="/"><input type=hidden>{inside}</form>'
        title = escape(self.text.title) + (f" - {self.site}" if self.chance(0.6) else "")
        head = f"<title>{title}</title>"
        if self.chance(0.3):
            head += f'<meta property="og:title" content="{escape(self.text.title)}">'
            head += '<meta property="og:type" content="article">'
        if self.chance(0.3):
            words = self.text.paragraphs[0].split()[:25]
            head += f'<meta name="description" content="{escape(" ".join(words))}">'
        head = f'<head><meta charset="utf-8">{head}</head>'
        return f'<!DOCTYPE html><html dir="rtl" lang="ar">{head}<body>{inside}</body></html>'

    def short(self) -> str:
        """A post of a paragraph or two."""
        count = self.r.randint(1, 2)
        self.text = Text(self.text.title, self.text.paragraphs[:count])
        return self.article()

    def plain(self) -> str:
        """A text and next to nothing else."""
        paragraphs = [self.say(text) for text in self.text.paragraphs]
        shape = self.r.randrange(5)
        if shape == 0:
            return f"<pre>{self.r.choice(chr(10) * 2 + chr(32)).join(paragraphs)}</pre>"
        if shape == 1:
            return "<br>".join(paragraphs)
        body = "".join(f"<p>{text}</p>" for text in paragraphs)
        if shape == 2:
            title = escape(self.text.title)
            return f"<html><head><title>{title}</title></head><body>{body}</body></html>"
        if shape == 3:
            return f"<body><h1>{escape(self.text.title)}</h1>{body}</body>"
        return f"<div>{body}</div>"

    def notes(self) -> str:
        """A classical text: a line a saying, notes below, pages of the printed book."""
        r = self.r
        lines = []
        for i, text in enumerate(self.text.paragraphs, 1):
            number = r.choice((f"{i} - ", f"[{i}] ", f"({i}) ", ""))
            self.gold.append(number + text)
            lines.append(escape(number + text))
        glue = r.choice(("<br>", "</p><p>", "<hr>", "</div><div>"))
        tag = "p" if "<p>" in glue else "div"
        body = f"<{tag}>{glue.join(lines)}</{tag}>"
        pages = self.el(
            "next",
            " ".join(self.link(str(n)) for n in range(1, r.randint(3, 12)))
            + self.link("الصفحة التالية"),
        )
        head = self.title() + (self.byline() if self.chance(0.3) else "")
        tree = self.links(6, 25) if self.chance(0.5) else ""
        return self.frame(tree + head + self.el("body", body) + pages)

    def questions(self) -> str:
        """Questions that unfold, or one question and its answers."""
        r = self.r
        parts = []
        tag = r.choice(("button", "h3", "summary", "dt", "p", "strong", "div"))
        for text in self.text.paragraphs[:8]:
            words = text.split()
            question = f"{r.choice(kit.QUESTIONS)} {' '.join(words[: r.randint(3, 8)])}؟"
            asked = f"<{tag}>{self.say(question)}</{tag}>"
            box = r.choice(("div", "p"))
            answer = f"<{box}>{self.inline(text)}</{box}>"
            wrap = "details" if tag == "summary" else "dl" if tag == "dt" else "div"
            parts.append(
                f"<{wrap}>{asked}{answer}</{wrap}>" if self.chance(0.9) else asked + answer
            )
        head = self.title() + (self.byline() if self.chance(0.3) else "")
        after = (self.related() if self.chance(0.5) else "") + (
            self.comments() if self.chance(0.4) else ""
        )
        return self.frame(head + self.el("body", "".join(parts)) + after)

    def thread(self) -> str:
        """Posts of a forum; names, dates, ranks and signatures around them."""
        r = self.r
        parts = []
        at = 0
        paragraphs = self.text.paragraphs
        signed = self.chance(0.5)
        glue = r.choice(("<br>", "<br><br>", "</p><p>"))
        while at < len(paragraphs):
            size = r.randint(1, 4)
            post = glue.join(self.inline(text) for text in paragraphs[at : at + size])
            at += size
            user = f"{self.link(r.choice(kit.NAMES))}<br>{r.choice(kit.RANKS)}"
            user += f"<br>تاريخ التسجيل: {self.date()}<br>المشاركات: {r.randint(1, 9999)}"
            post = self.el("body", f"<p>{post}</p>" if "<p>" in glue else post)
            sign = (
                f"<div>{'_' * 10}<br>{r.choice(kit.COMMENTS)}</div>"
                if signed and self.chance(0.6)
                else ""
            )
            tools = f"<div>{self.link('رد مع اقتباس')}</div>" if self.chance(0.7) else ""
            date = self.el("byline", f"{self.date()} #{len(parts) + 1}")
            if self.tables:
                parts.append(
                    f"<table><tr><td colspan=2>{date}</td></tr>"
                    f"<tr><td>{user}</td><td>{post}{sign}{tools}</td></tr></table>"
                )
            else:
                parts.append(
                    self.el("comment", date + self.el("author", user) + post + sign + tools)
                )
        return self.frame(
            self.crumbs() + self.title() + "".join(parts) + self.el("next", self.links(2, 6))
        )

    def steps(self) -> str:
        """A recipe or guide: a lead, headings, short lines, steps."""
        r = self.r
        paragraphs = self.text.paragraphs
        parts = [f"<p>{self.inline(paragraphs[0])}</p>"]
        for text in paragraphs[1 : r.randint(3, 6)]:
            words = text.split()
            parts.append(f"<h2>{self.say(' '.join(words[: r.randint(1, 4)]))}</h2>")
            if self.chance(0.7):
                tag = r.choice(("ul", "ol"))
                size = r.randint(3, 14)
                lines = [
                    " ".join(words[i : i + size]) for i in range(0, min(len(words), size * 9), size)
                ]
                parts.append(
                    f"<{tag}>{''.join(f'<li>{self.say(line)}</li>' for line in lines)}</{tag}>"
                )
            if self.chance(0.4):
                parts.append(f"<p>{self.inline(text)}</p>")
            if self.chance(0.25):
                code = r.choice(kit.CODE)
                parts.append(f"<pre><code>{self.say(code)}</code></pre>")
        head = self.title() + (self.byline() if self.chance(0.5) else "")
        after = (
            (self.share() if self.chance(0.5) else "")
            + (self.related() if self.chance(0.5) else "")
            + (self.comments() if self.chance(0.3) else "")
        )
        return self.frame(head + self.el("body", "".join(parts)) + after)

    def directory(self) -> str:
        """Links and nothing else."""
        r = self.r
        self.text = Text(r.choice(kit.SIDE_HEADS), self.text.paragraphs)
        parts = [self.title()] if self.chance(0.6) else []
        parts += [
            self.el("box", self.head(r.choice(kit.TOPICS)) + self.links(5, 30))
            for _ in range(r.randint(1, 6))
        ]
        return self.frame("".join(parts))

    def front(self) -> str:
        """The front page of a section: teasers."""
        self.text = Text(self.r.choice(kit.TOPICS), self.text.paragraphs)
        return self.frame(self.title() + self.cards(6, 20) + self.el("next", self.links(2, 5)))

    def message(self) -> str:
        """A page that says that there is nothing, or asks to log in."""
        r = self.r
        self.text = Text(r.choice(kit.MESSAGES), self.text.paragraphs)
        body = f"<p>{r.choice(kit.MESSAGES)}</p>"
        if self.chance(0.5):
            body += kit.LOGIN
        return self.frame(
            self.title() + self.el("body", body) + (self.related() if self.chance(0.4) else "")
        )


_KINDS: tuple[tuple[Callable[[_Maker], str], int], ...] = (
    (_Maker.article, 42),
    (_Maker.short, 12),
    (_Maker.plain, 6),
    (_Maker.notes, 9),
    (_Maker.questions, 9),
    (_Maker.thread, 8),
    (_Maker.steps, 9),
    (_Maker.directory, 6),
    (_Maker.front, 3),
    (_Maker.message, 3),
)
_STYLES = (*kit.THEMES, "code", "mixed", "none", "none", "tables")


def made_pages(texts: Sequence[Text], count: int, seed: int = 0) -> Iterator[Made]:
    """Pages made of some texts.

    Args:
        texts: articles of three paragraphs or more.
        count: how many pages.
        seed: what the chances are drawn from.
    """
    random = Random(seed)
    kinds = [kind for kind, _ in _KINDS]
    shares = [share for _, share in _KINDS]
    for number in range(count):
        theme = _STYLES[number % len(_STYLES)]
        text = random.choice(texts)
        paragraphs = text.paragraphs[: random.choice((1, 2, 3, 4, 6, 9, 14))]
        maker = _Maker(Random(random.getrandbits(64)), theme, texts, Text(text.title, paragraphs))
        kind = random.choices(kinds, shares)[0]
        html = kind(maker)
        yield Made(f"made-{theme}", html, "\n".join(maker.gold) if kind not in _EMPTY else "")


_EMPTY = (_Maker.directory, _Maker.front, _Maker.message)
