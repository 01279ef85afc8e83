"""Parts of made pages: menus, bylines, related articles, comments and what else is furniture."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random
from typing import NamedTuple

import made_words as kit

__all__ = ["Parts", "Text"]


class Text(NamedTuple):
    """An article to lay out."""

    title: str
    paragraphs: list[str]


class Parts:
    """What stands around the article of one page, named as one theme names it."""

    def __init__(self, random: Random, theme: str, texts: Sequence[Text], text: Text) -> None:
        self.r = random
        self.texts = texts
        self.text = text
        self.gold: list[str] = []
        self.site = random.choice(kit.SITES)
        self.names = dict(kit.THEMES.get(theme, dict.fromkeys(kit.ROLES, "")))
        if theme == "code":
            self.names = {role: f"css-{random.getrandbits(24):x}" for role in kit.ROLES}
        elif theme == "mixed":
            self.names = {
                role: random.choice(list(kit.THEMES.values()))[role] for role in kit.ROLES
            }
        self.semantic = random.random() < 0.45 and theme not in ("tables", "forum", "portal")
        self.tables = theme == "tables" or (theme in ("forum", "portal") and random.random() < 0.5)
        self.theme = theme

    def chance(self, share: float) -> bool:
        """Whether something happens that does so often."""
        return self.r.random() < share

    def pick(self, many: Sequence[str], least: int, most: int) -> list[str]:
        """Some of many."""
        return self.r.sample(list(many), min(len(many), self.r.randint(least, most)))

    def el(self, role: str, inside: str, tag: str = "div") -> str:
        """An element of a role; bare of names where the theme has none for it."""
        meaning = {
            "menu": "nav", "side": "aside", "footer": "footer", "main": "main", "crumbs": "nav",
            "next": "nav", "comments": "section", "related": "section", "wrap": "article",
        }  # fmt: skip
        if self.semantic and tag == "div":
            tag = meaning.get(role, tag)
        name = self.names.get(role, "")
        how = f' {self.r.choice(("class", "class", "id"))}="{name}"' if name else ""
        text = f"<{tag}{how}>{inside}</{tag}>"
        for _ in range(self.r.choice((0, 0, 0, 1, 1, 2))):
            text = f"<div>{text}</div>"
        return text

    def link(self, text: str) -> str:
        """A link."""
        return f'<a href="/{self.r.randrange(9999)}">{escape(text)}</a>'

    def date(self) -> str:
        """A date in one of the ways in which pages write them."""
        r = self.r
        day, month, year = r.randint(1, 28), r.randrange(12), r.randint(2005, 2024)
        return r.choice(
            (
                f"{day} {kit.MONTHS[month]} {year}",
                f"{day:02}/{month + 1:02}/{year}",
                f"{year}-{month + 1:02}-{day:02}",
                f"{day} {kit.MONTHS[month]}، {year} {r.randint(1, 12)}:{r.randrange(60):02} م",
                f"منذ {r.randint(2, 11)} {r.choice(('أيام', 'ساعات', 'أشهر'))}",
            )
        )

    def headline(self) -> str:
        """The title of another article."""
        return self.r.choice(self.texts).title

    def links(self, least: int, most: int, words: Sequence[str] = ()) -> str:
        """A list of links, of headlines where no words are given."""
        r = self.r
        many = (
            self.pick(words, least, most)
            if words
            else [self.headline() for _ in range(r.randint(least, most))]
        )
        shape = r.choice(("li", "li", "li", "div", "span", "td", "p"))
        links = [self.link(one) for one in many]
        if self.chance(0.25) and not words:
            links = [
                f"{link}{' ' if self.chance(0.5) else '<br>'}<span>{self.date()}</span>"
                for link in links
            ]
        if shape == "li":
            return f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
        if shape == "td":
            return f"<table><tr><td>{'</td></tr><tr><td>'.join(links)}</td></tr></table>"
        if shape == "span":
            return r.choice((" | ", " ", " - ", "<br>")).join(links)
        return "".join(f"<{shape}>{link}</{shape}>" for link in links)

    def head(self, text: str, levels: str = "23456") -> str:
        """A heading."""
        tag = self.r.choice([*[f"h{level}" for level in levels], "div", "b", "span"])
        return f"<{tag}>{escape(text)}</{tag}>"

    def top(self) -> str:
        """What stands at the top of every page of a site."""
        parts = [self.link(self.site), self.el("menu", self.links(5, 14, kit.MENU))]
        if self.chance(0.3):
            parts.append(
                f"<form><input name=q><button>{self.r.choice(('بحث', 'ابحث'))}</button></form>"
            )
        if self.chance(0.3):
            parts.append(f"<div>{self.date()}</div>")
        if self.chance(0.25):
            parts.append(self.el("box", self.head("عاجل") + self.links(2, 5)))
        if self.chance(0.2):
            parts.append(self.link("English") + self.link("Français"))
        inside = "".join(parts)
        return f"<header>{inside}</header>" if self.semantic else f"<div>{inside}</div>"

    def crumbs(self) -> str:
        """The path to the page."""
        path = [self.link("الرئيسية"), self.link(self.r.choice(kit.TOPICS))]
        if self.chance(0.5):
            path.append(escape(self.text.title))
        return self.el("crumbs", self.r.choice((" » ", " / ", " > ", " ")).join(path))

    def title(self) -> str:
        """The article's title."""
        return self.el(
            "title", escape(self.text.title), self.r.choice(("h1", "h1", "h1", "h2", "h3", "div"))
        )

    def byline(self) -> str:
        """Who wrote it, when, how long it takes to read."""
        r = self.r
        parts = [self.date()]
        if self.chance(0.6):
            parts.insert(
                0, r.choice(("بقلم: ", "كتب: ", "بواسطة ", "", "تحرير: ")) + r.choice(kit.NAMES)
            )
        if self.chance(0.35):
            parts.append(r.choice(kit.READ).format(r.randint(2, 12)))
        if self.chance(0.3):
            parts.append(f"{r.randint(3, 9000)} {r.choice(('مشاهدة', 'قراءة', 'زيارة', 'تعليق'))}")
        if self.chance(0.2):
            parts.append(f"آخر تحديث: {self.date()}")
        glue = r.choice((" | ", " - ", "</span><span>", "<br>", "</div><div>", " "))
        return self.el(
            "byline", f"<span>{glue.join(parts)}</span>" if "span" in glue else glue.join(parts)
        )

    def share(self) -> str:
        """Buttons that share it."""
        head = f"<span>{self.r.choice(kit.SHARE_HEADS)}</span>" if self.chance(0.7) else ""
        return self.el(
            "share", head + "".join(self.link(one) for one in self.pick(kit.SHARE, 2, 6))
        )

    def toc(self, heads: Sequence[str]) -> str:
        """A table of contents."""
        title = self.r.choice(
            ("محتويات المقال", "فهرس المحتوى", "جدول المحتويات", "محتويات", "المحتوى")
        )
        tag = self.r.choice(("ul", "ol"))
        links = "".join(f'<li><a href="#s{i}">{escape(h)}</a></li>' for i, h in enumerate(heads))
        return self.el("toc", f"{self.head(title)}<{tag}>{links}</{tag}>")

    def also(self) -> str:
        """A line within the text that points to another article."""
        text = f"{self.r.choice(kit.ALSO)}"
        shape = self.r.choice(("p", "p", "strong", "div", "blockquote"))
        inside = (
            text + self.link(self.headline())
            if self.chance(0.7)
            else self.link(text + self.headline())
        )
        return self.el("also", f"<{shape}>{inside}</{shape}>")

    def related(self) -> str:
        """Other articles below this one."""
        cards = self.chance(0.5)
        head = self.head(self.r.choice(kit.RELATED_HEADS))
        return self.el("related", head + (self.cards(2, 8) if cards else self.links(3, 8)))

    def cards(self, least: int, most: int) -> str:
        """Teasers: picture, headline, date, the beginning of a text."""
        found = []
        shape = [self.chance(0.7), self.chance(0.5), self.chance(0.45), self.chance(0.3)]
        for _ in range(self.r.randint(least, most)):
            other = self.r.choice(self.texts)
            inside = '<a href="/p"><img src="/i.jpg" alt=""></a>' if shape[0] else ""
            inside += f"<h3>{self.link(other.title)}</h3>"
            inside += f"<span>{self.date()}</span>" if shape[1] else ""
            if shape[2]:
                words = other.paragraphs[0].split()[: self.r.randint(12, 35)]
                inside += (
                    f"<p>{escape(' '.join(words))}{self.r.choice(('…', '...', ' [...]', '.'))}</p>"
                )
            inside += (
                self.link(self.r.choice(("اقرأ المزيد", "أكمل القراءة", "التفاصيل")))
                if shape[3]
                else ""
            )
            found.append(self.el("card", inside))
        return "".join(found)

    def side(self) -> str:
        """A sidebar."""
        boxes = []
        for _ in range(self.r.randint(1, 6)):
            head = self.head(self.r.choice(kit.SIDE_HEADS))
            kind = self.r.random()
            if kind < 0.45:
                inside = self.links(3, 10)
            elif kind < 0.65:
                inside = self.links(4, 14, kit.TOPICS)
            elif kind < 0.8:
                inside = self.cards(2, 5)
            elif kind < 0.9:
                inside = f"<p>{self.r.choice(kit.ABOUT)}</p>"
            else:
                inside = f"<p>{self.r.choice(kit.LETTER)}</p><input><button>اشترك</button>"
            boxes.append(self.el("box", head + inside))
        return self.el("side", "".join(boxes))

    def comments(self) -> str:
        """What readers wrote, and the form for more."""
        r = self.r
        parts = []
        for _ in range(r.choice((0, 0, 1, 2, 4, 7))):
            text = r.choice(kit.COMMENTS)
            if self.chance(0.3):
                text += " " + r.choice(kit.COMMENTS)
            who = f"<b>{r.choice(kit.NAMES)}</b> <span>{self.date()}</span>"
            reply = self.link("رد") if self.chance(0.6) else ""
            parts.append(self.el("comment", f"{who}<p>{text}</p>{reply}"))
        if parts:
            parts.insert(0, self.head(f"{len(parts)} {r.choice(('تعليقات', 'تعليق', 'ردود'))}"))
        if self.chance(0.7):
            head = self.head(r.choice(("اترك تعليقا", "أضف تعليق", "اترك رد", "شارك برأيك")))
            fields = f"<p>{r.choice(kit.FORM)}</p>{kit.FIELDS}"
            parts.append(self.el("form", f"{head}<form>{fields}</form>"))
        return self.el("comments", "".join(parts)) if parts else ""

    def author(self) -> str:
        """A box on the author."""
        head = self.head(self.r.choice(("عن الكاتب", "نبذة عن الكاتب", "الكاتب", "")))
        return self.el(
            "author", f"{head}<b>{self.r.choice(kit.NAMES)}</b><p>{self.r.choice(kit.ABOUT)}</p>"
        )

    def ad(self) -> str:
        """An advertisement."""
        words = (*kit.ADS, self.link(kit.ADS[0]), self.r.choice(kit.LETTER))
        return self.el("ad", self.r.choice(words))

    def image(self) -> str:
        """A picture and its caption."""
        caption = self.r.choice((*kit.CAPTIONS, f"تصوير: {self.r.choice(kit.NAMES)}"))
        return self.el("image", f'<img src="/{self.r.randrange(99)}.jpg"><p>{caption}</p>')

    def tags(self) -> str:
        """Keywords."""
        label = self.r.choice(("الوسوم: ", "كلمات دلالية: ", "التصنيف: ", "وسوم", ""))
        return self.el(
            "tags", label + " ".join(self.link(one) for one in self.pick(kit.TOPICS, 1, 5))
        )

    def letter(self) -> str:
        """A call to subscribe."""
        return self.el("letter", f"<p>{self.r.choice(kit.LETTER)}</p><input><button>اشترك</button>")

    def next(self) -> str:
        """Links to the articles before and after."""
        glue = "</div><div>" if self.chance(0.5) else " "
        return self.el(
            "next", f"السابق {self.link(self.headline())}{glue}التالي {self.link(self.headline())}"
        )

    def bottom(self) -> str:
        """What stands at the foot of every page of a site."""
        rights = self.r.choice(kit.RIGHTS).format(self.r.randint(2006, 2024), self.site)
        parts = [f"<p>{rights}</p>"]
        if self.chance(0.6):
            parts.insert(0, self.links(3, 9, kit.MENU))
        if self.chance(0.3):
            parts.insert(
                0, self.head("عن الموقع") + f"<p>{self.site} {self.r.choice(kit.ABOUT)}</p>"
            )
        if self.chance(0.3):
            parts.append(self.el("notice", f"{self.r.choice(kit.COOKIES)} <button>موافق</button>"))
        return self.el("footer", "".join(parts))
