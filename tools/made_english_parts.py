"""Parts of made English pages: sentences, menus, footers, cards of products and of articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from random import Random
from typing import NamedTuple

import made_english_words as kit

__all__ = ["EnglishParts", "EntryStyle", "ProductStyle"]


class ProductStyle(NamedTuple):
    """What a site's cards of products show, and in which elements."""

    boxed: float  # how they are nested, from 0 to 1
    badge: bool
    brand: bool
    rating: bool
    text: bool
    facts: int
    options: bool
    buttons: Sequence[str]
    name_tag: str
    price_tag: str
    tag: str


class EntryStyle(NamedTuple):
    """What a site's cards of articles show, and which of it is content."""

    boxed: float
    topic: bool
    byline: bool
    date: bool
    comments: bool
    excerpt: bool
    cut: str
    tags: bool
    more: str
    title_tag: str
    tag: str
    topic_said: bool
    byline_said: bool
    date_said: bool


class EnglishParts:
    """The parts of one page, named as one site names them.

    ``r`` draws what differs from part to part, ``site_r`` what all parts of a site share.
    """

    def __init__(self, random: Random, site_random: Random) -> None:
        self.r, self.site_r = random, site_random
        self.gold: list[str] = []
        self.style = site_random.choice(
            ("plain", "plain", "plain", "module", "utility", "none", "code")
        )
        self.classes: dict[str, str] = {}
        self.currency = site_random.choice("$$$€£")
        kinds = ("Store", "Supply", "Hub", "Media", "Labs", "Online", "Direct")
        self.site = f"{site_random.choice(kit.BRANDS)} {site_random.choice(kinds)}"

    # Elements ------------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        """Whether something happens that does so often."""
        return self.r.random() < share

    def many(self, part: Callable[[], str], least: int, most: int) -> str:
        """Some parts of a kind, one after another."""
        return "".join(part() for _ in range(self.r.randint(least, most)))

    def name(self, role: str) -> str:
        """The ``class`` of a role; '' where the site has none for it."""
        if role not in self.classes:
            r = self.site_r
            name = r.choice(kit.CLASSES[role].split("|"))
            if self.style == "plain":
                name = name if r.random() < 0.9 else ""
            elif self.style == "module":
                code = "".join(r.choice("abcdefgXYZ0123456") for _ in range(5))
                name = f"{name}_{name.split(' ')[0].split('-')[-1]}__{code}"
            elif self.style == "utility":
                if r.random() < 0.8:
                    name = " ".join(r.sample(kit.UTILITIES, r.randint(2, 6)))
            else:
                name = f"css-{r.getrandbits(24):06x}" if self.style == "code" else ""
            self.classes[role] = name
        return self.classes[role]

    def el(self, role: str, inside: str, tag: str = "div") -> str:
        """An element of a role."""
        name = self.name(role)
        how = f' class="{name}"' if name else ""
        return f"<{tag}{how}>{inside}</{tag}>"

    def deep(self, inside: str) -> str:
        """Something within none to three wrappers."""
        for _ in range(self.site_r.randint(0, 3)):
            inside = self.el("wrap", inside)
        return inside

    def say(self, text: str, yes: bool = True) -> str:
        """A text, which is content if it is said so."""
        if yes:
            self.gold.append(text)
        return escape(text)

    def links(self, words: Sequence[str], least: int, most: int, tag: str = "li") -> str:
        """Links of a menu."""
        found = self.r.choices(words, k=self.r.randint(least, most))
        return "".join(f'<{tag}><a href="/x">{escape(one)}</a></{tag}>' for one in found)

    # Words ---------------------------------------------------------------------------------------

    def thing(self) -> str:
        """A noun, perhaps with an adjective."""
        before = f"{self.r.choice(kit.ADJECTIVES)} " if self.chance(0.5) else ""
        return before + self.r.choice(kit.NOUNS)

    def sentence(self) -> str:
        """A sentence."""
        r, thing = self.r, self.thing
        does, did, how = r.choice(kit.VERBS), r.choice(kit.PAST), r.choice(kit.ADJECTIVES)
        text = r.choice(
            (
                f"the {thing()} {does} the {thing()} and the {thing()}",
                f"with a {thing()} in every {thing()}, it {does} more than a {thing()}",
                f"we {did} that the {thing()} was {how} enough for most of the {thing()}s",
                f"if you need a {thing()}, this {thing()} {does} what you have in the {thing()}",
                f"it is made of {how} parts, so that it {does} the {thing()} for years",
                f"our {thing()} has been {how} since {r.randint(1970, 2024)}, and the {thing()} "
                f"{does} all of them",
                f"they {did} a {thing()} at the {thing()} before the {thing()} was {how}",
            )
        )
        if self.chance(0.3):
            text += f"{r.choice((' because', ' while', ' but'))} the {thing()} {does} it"
        return text[0].upper() + text[1:] + r.choice("....!")

    def paragraph(self, least: int, most: int) -> str:
        """Some sentences."""
        return " ".join(self.sentence() for _ in range(self.r.randint(least, most)))

    def heading(self, least: int = 2, most: int = 7) -> str:
        """Words of a heading."""
        words = " ".join(self.thing() for _ in range(4)).split()[: self.r.randint(least, most)]
        words = [word.capitalize() if self.chance(0.7) else word for word in words]
        return " ".join(words).capitalize()

    def question(self) -> str:
        """A question."""
        r = self.r
        start = r.choice(("What is", "How does", "Why is", "Can I use", "Who needs"))
        where = r.choice(("for my", "with a", "in the"))
        return f"{start} the {self.thing()} {where} {self.thing()}?"

    def date(self) -> str:
        """A date in one of the ways in which pages write them."""
        r = self.r
        month, day, year = r.choice(kit.MONTHS), r.randint(1, 28), r.randint(2012, 2026)
        return r.choice(
            (f"{month} {day}, {year}", f"{day} {month[:3]} {year}", f"{month[:3]} {day}",
             f"{r.randint(2, 20)} days ago")
        )  # fmt: skip

    def money(self) -> str:
        """A price, perhaps with the one before it."""
        new = f"{self.currency}{self.r.randint(5, 900)}.{self.r.choice(('00', '99', '95', '49'))}"
        return new if self.chance(0.7) else f"{self.currency}{self.r.randint(901, 999)}.00 {new}"

    def product_name(self) -> str:
        """The name of a product."""
        brand = f"{self.r.choice(kit.BRANDS)} " if self.chance(0.4) else ""
        name = " ".join(
            word.capitalize() for word in f"{brand}{self.thing()} {self.thing()}".split()
        )
        kinds = ("Black", "White", "Oak", "Blue", "Set of 2", "Large")
        return f"{name} - {self.r.choice(kinds)}" if self.chance(0.3) else name

    # Furniture -----------------------------------------------------------------------------------

    def top(self, words: Sequence[str]) -> str:
        """Banner, logo, search, menu, cart."""
        r = self.r
        parts = ['<a href="#main">Skip to content</a>'] if self.chance(0.4) else []
        if self.chance(0.4):
            said = r.sample(kit.PROMISES, r.randint(1, 3))
            parts.append(self.el("promo", "".join(f"<p>{escape(one)}</p>" for one in said)))
        menu = ""
        for word in r.sample(list(words), r.randint(4, 9)):
            more = ""
            if self.chance(0.5):
                more = self.el("sub", self.links((*words, *kit.FOOTER), 3, 14), "ul")
            menu += f'<li><a href="#">{word}</a>{more}</li>'
        nav = self.el("nav", f"<ul>{menu}</ul>", r.choice(("nav", "div")))
        user = "<a>Sign in</a><a>Cart (0)</a>" if self.chance(0.6) else "<a>Log in</a>"
        inside = f'<a href="/">{self.site}</a><form><label>Search</label><input></form>{nav}{user}'
        parts.append(self.el("header", inside, self.site_r.choice(("header", "div"))))
        if self.chance(0.3):
            empty = "<h2>Your cart</h2><p>Your cart is empty</p><a>Continue shopping</a>"
            parts.append(self.el("cart", empty))
        return "".join(parts)

    def bottom(self) -> str:
        """Newsletter, footer, a window over the page."""
        r = self.r
        text = self.letter() if self.chance(0.5) else ""
        heads = ("Shop", "Company", "Support", "Follow us", "Resources", "Legal")
        columns = self.many(
            lambda: f"<div><h4>{r.choice(heads)}</h4><ul>{self.links(kit.FOOTER, 3, 8)}</ul></div>",
            2, 5,
        )  # fmt: skip
        if self.chance(0.35):
            columns += f"<p>{self.paragraph(1, 3)}</p>"
        columns += f"<p>© {r.randint(2018, 2026)} {self.site}. All rights reserved.</p>"
        text += self.el("footer", columns, self.site_r.choice(("footer", "div")))
        if self.chance(0.4):
            window = r.choice(
                (
                    "<button>×</button><h3>Item added to your cart</h3><a>Checkout</a>",
                    "<h2>Cookie settings</h2><p>We use cookies to improve your experience. By "
                    "continuing you accept them.</p><button>Accept</button><button>No</button>",
                    f"<h3>{self.heading()}</h3><p>{self.paragraph(1, 3)}</p><button>Close</button>",
                )
            )
            text += self.el("modal", window)
        return text

    def letter(self) -> str:
        """A form to subscribe to a newsletter."""
        head = self.r.choice(("Join our newsletter", "Stay in touch", "Get 10% off"))
        asked = self.r.choice(
            ("Be the first to know about new products and offers.", self.sentence(),
             "Sign up for our emails and never miss a sale.")
        )  # fmt: skip
        terms = "<p>By subscribing you agree to our terms and to receive emails.</p>"
        end = terms if self.chance(0.4) else ""
        return self.el(
            "letter", f"<h3>{head}</h3><p>{asked}</p><input><button>Subscribe</button>{end}"
        )

    def crumbs(self) -> str:
        """Where the page stands."""
        way = ["Home", *self.r.sample(kit.SECTIONS, self.r.randint(1, 3))]
        text = self.r.choice((" / ", " &gt; ", "")).join(f"<a>{one}</a>" for one in way)
        return self.el("crumbs", text, self.r.choice(("nav", "div")))

    def sidebar(self) -> str:
        """Boxes of links beside the content."""
        boxes = ("Popular", "Recent posts", "Categories", "Archives", "Topics", "Trending")
        text = ""
        for head in self.r.sample(boxes, self.r.randint(1, 4)):
            if self.chance(0.5):
                inside = self.links(kit.TOPICS, 3, 9)
            else:
                inside = self.many(lambda: f"<li><a>{self.heading(4, 9)}</a></li>", 3, 7)
            text += f"<div><h3>{head}</h3><ul>{inside}</ul></div>"
        return self.el("side", text, self.r.choice(("aside", "div")))

    def title(self, text: str, share: float) -> str:
        """The first heading, which is content as often as this."""
        return f"<h1>{self.say(text, self.chance(share))}</h1>"

    def share(self) -> str:
        """Links to share the page by."""
        return self.el("share", "<a>Facebook</a><a>X</a><a>Email</a>")

    def faq(self, yes: bool) -> str:
        """Questions that unfold."""
        tag = self.r.choice(("h3", "button", "dt", "summary", "h4"))

        def one() -> str:
            asked = f"<{tag}>{self.say(self.question(), yes)}</{tag}>"
            return f"<div>{asked}<div><p>{self.say(self.paragraph(1, 3), yes)}</p></div></div>"

        head = ""
        if self.chance(0.7):
            head = f"<h2>{self.say('Frequently asked questions', yes)}</h2>"
        return self.el("faq", head + self.many(one, 2, 7))

    # Cards ---------------------------------------------------------------------------------------

    def product_style(self) -> ProductStyle:
        """How the site's cards of products look."""
        r = self.site_r
        return ProductStyle(
            boxed=r.random(), badge=r.random() < 0.5, brand=r.random() < 0.3,
            rating=r.random() < 0.4, text=r.random() < 0.15, facts=r.choice((0, 0, 0, 0, 2, 3)),
            options=r.random() < 0.2, buttons=r.sample(kit.BUTTONS, r.choice((0, 1, 1, 1, 2))),
            name_tag=r.choice(("h2", "h3", "h3", "h4", "div", "p", "strong")),
            price_tag=r.choice(("span", "div", "div", "p")),
            tag=r.choice(("li", "li", "div", "div", "article")),
        )  # fmt: skip

    def product_card(self, style: ProductStyle, yes: bool) -> str:
        """A product of many; its name, price and facts are content if the cards are."""
        r = self.r
        image = '<img src="x.jpg">'
        if style.badge and self.chance(0.3):
            badges = ("Sale", "New", "Best seller", "Sold out", "-20%")
            image += self.el("badge", r.choice(badges), r.choice(("span", "div"))) + "\n"
        text = ""
        if style.brand:
            text += self.el("brand", self.say(r.choice(kit.BRANDS), yes), "p")
        text += self.el("name", f"<a>{self.say(self.product_name(), yes)}</a>", style.name_tag)
        if style.rating and self.chance(0.6):
            text += self.el("rating", f"({r.randint(1, 900)})")
        if style.text:
            text += self.el("text", self.say(self.paragraph(1, 2), yes), "p")
        for fact in r.sample(kit.SPECS, style.facts):
            text += f"<div>{self.say(f'{fact}: {self.thing()}', yes)}</div>"
        text += "\n" + self.el("price", self.say(self.money(), yes), style.price_tag)
        if style.options and self.chance(0.5):
            kinds = r.sample(("Black", "White", "Blue", "S", "M", "L", "XL"), 3)
            text += self.el("options", "".join(f"<label>{one}</label>" for one in kinds))
        tag = "button" if style.boxed < 0.7 else "div"
        buttons = "".join(self.el("action", one, tag) for one in style.buttons)
        if style.boxed < 0.6:
            inside = self.el("details", text) + buttons
        else:
            inside = self.el("details", text + buttons) if style.boxed < 0.85 else text + buttons
        return self.el("card", image + inside, style.tag)

    def products(self, count: int, style: ProductStyle, yes: bool) -> str:
        """A grid of products."""
        cards = "".join(self.product_card(style, yes) for _ in range(count))
        return self.el("grid", cards, "ul" if style.tag == "li" else "div")

    def other_products(self) -> str:
        """Products beside the one that the page is of."""
        heads = ("You may also like", "Recently viewed", "Customers also bought",
                 "Related products", "Complete the look")  # fmt: skip
        grid = self.products(self.r.randint(3, 8), self.product_style(), False)
        inside = f"<h2>{self.r.choice(heads)}</h2>{grid}"
        return self.el("related", inside, self.r.choice(("section", "div")))

    def entry_style(self) -> EntryStyle:
        """How the site's cards of articles look."""
        r = self.site_r
        return EntryStyle(
            boxed=r.random(), topic=r.random() < 0.4, byline=r.random() < 0.5,
            date=r.random() < 0.7, comments=r.random() < 0.2, excerpt=r.random() < 0.75,
            cut=r.choice(("", "", "...", " […]")), tags=r.random() < 0.15,
            more=r.choice(("", "", "Read more", "Continue reading", "Read article")),
            title_tag=r.choice(("h2", "h2", "h3", "h3", "h4", "div")),
            tag=r.choice(("article", "li", "div", "div")), topic_said=self.chance(0.3),
            byline_said=self.chance(0.2), date_said=self.chance(0.45),
        )  # fmt: skip

    def entry(self, style: EntryStyle, yes: bool) -> str:
        """An article of many; its title and first lines are content if the cards are."""

        def meta() -> str:
            text = ""
            if style.byline:
                who = f"By {self.r.choice(kit.PEOPLE)}"
                tag = "span" if style.boxed < 0.5 else "div"
                text += f"<{tag}>{self.say(who, yes and style.byline_said)}</{tag}> "
            if style.date:
                tag = "time" if style.boxed < 0.3 else "div"
                text += self.el("date", self.say(self.date(), yes and style.date_said), tag)
            if style.comments:
                text += f"<div>{self.r.randint(1, 90)} comments</div>"
            return self.el("meta", text) if text else ""

        text = ""
        if style.topic:
            topic = self.say(self.r.choice(kit.TOPICS), yes and style.topic_said)
            text += self.el("topic", f"<a>{topic}</a>")
        if style.boxed < 0.3:
            text += meta()
        text += self.el("title", f"<a>{self.say(self.heading(4, 9), yes)}</a>", style.title_tag)
        if style.excerpt:
            said = self.say(self.paragraph(1, 2) + style.cut, yes)
            text += self.el("excerpt", f"<p>{said}</p>" if style.boxed < 0.6 else said)
        if style.boxed >= 0.3:
            text += meta()
        if style.tags:
            text += self.el("tags", self.links(kit.TOPICS, 3, 3))
        if style.more:
            text += self.el("more", f"<a>{style.more}</a>")
        image = "<img src=x>" if style.boxed < 0.6 else ""
        return self.el("entry", image + (self.el("details", text) if style.boxed < 0.7 else text),
                       style.tag)  # fmt: skip
