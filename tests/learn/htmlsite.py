"""HTML pages of a site written for these tests: a layout around articles that never repeat."""

from __future__ import annotations

from html import escape
from random import Random

from .pagesets import article, headline

MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("الرئيسية", "أخبار", "رياضة"))


def pages(
    count: int,
    *,
    seed: int = 1,
    container: str = "<div class='story-body'>",
    inside: str = "",
    before: str = "",
    url: str = "https://shore.example.com/a/{}",
) -> list[str]:
    """So many pages, with something inside of the article's element behind its text, or before it.

    ``{link}`` in it becomes the headline of another page, ``{number}`` the page's number.
    """
    dice = Random(seed)
    made = []
    for number in range(count):
        title, *paragraphs = article(dice)
        body = "".join(f"<p>{escape(text)}</p>\n" for text in paragraphs)
        links = [headline(dice) for _ in range(4)]
        more = "".join(f"<li><a href='/x'>{link}</a></li>" for link in links)
        filled = [
            part.replace("{link}", links[0])
            .replace("{number}", str(number))
            .replace("{more}", more)
            for part in (before, inside)
        ]
        made.append(
            "<!DOCTYPE html><html lang=ar dir=rtl><head>"
            f"<title>{title} - المرفأ</title>"
            f"<link rel=canonical href='{url.format(number)}'></head>"
            f"<body><header class='masthead'><nav class='menu'><ul>{MENU}</ul></nav></header>"
            f"<div id='page-{number}123'><h1>{title}</h1>"
            f"{container}{filled[0]}{body}{filled[1]}</div>"
            f"<aside class='rail'><h3>الأكثر قراءة</h3><ul>{more}</ul></aside></div>"
            "<footer>جميع الحقوق محفوظة لجريدة المرفأ</footer></body></html>"
        )
    return made


def paragraphs_of(count: int, seed: int = 1) -> list[list[str]]:
    """The paragraphs of the same pages."""
    dice = Random(seed)
    made = []
    for _ in range(count):
        made.append(article(dice)[1:])
        for _ in range(4):
            headline(dice)
    return made
