"""English pages made for training the HTML extractor: of the kinds that few pages with gold are of.

    pages = english_pages(count, seed)

Collections of a shop, listings, products, threads, services, manuals, and articles beside cards of
others, each of a site of its own: its names of elements are of systems, hashed, of utilities, or
none. Gold is what the pages with gold count as content, about as often as they do: of a grid of
products names, prices and facts, but no buttons and filters; of a listing titles and first lines;
of a thread what is said, but no signatures and rarely who says it; first headings hardly ever. The
sentences are made of a few hundred words: the extractor reads lengths, links and marks, no meaning.

Same count and seed: same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import made_english_words as kit
from made_english_parts import EnglishParts
from made_pages import Made

__all__ = ["english_pages"]


class _Maker(EnglishParts):
    """One page in the making."""

    def page(self, kind: str, inside: str, words: list[str]) -> str:
        """A page around its content."""
        title = f"<title>{self.heading(3, 7)} | {self.site}</title>"
        if self.chance(0.5):
            title += f'<meta property="og:type" content="{kind}">'
        if self.chance(0.5):
            title += f'<meta name="description" content="{self.sentence()}">'
        main = self.el("main", inside, self.site_r.choice(("main", "div", "div")))
        body = f"{self.top(words)}{main}{self.bottom()}"
        return f'<!DOCTYPE html><html lang="en"><head>{title}</head><body>{body}</body></html>'

    def paragraphs(self, parts: tuple[int, int], sentences: tuple[int, int]) -> str:
        """Paragraphs that are content."""
        return self.many(lambda: f"<p>{self.say(self.paragraph(*sentences))}</p>", *parts)

    def lines(self, least: int, most: int) -> str:
        """A list that is content: of sentences or of a few words each."""

        def line() -> str:
            return self.say(self.sentence() if self.chance(0.5) else self.heading(2, 6))

        return f"<ul>{self.many(lambda: f'<li>{line()}</li>', least, most)}</ul>"

    def code(self, least: int, most: int) -> str:
        """Lines of code that are content."""
        r = self.r
        lines = [
            f"{r.choice(kit.NOUNS)}.{r.choice(kit.NOUNS)}({r.choice(kit.NOUNS)}={r.randint(1, 99)})"
            for _ in range(r.randint(least, most))
        ]
        return "<pre><code>" + self.say("\n".join(lines)) + "</code></pre>"

    # Kinds of pages ------------------------------------------------------------------------------

    def collection(self) -> str:
        """A grid of products; of a few pages the text about them alone is content."""
        r, cards = self.r, self.chance(0.82)
        text = self.crumbs() if self.chance(0.7) else ""
        text += self.title(r.choice(kit.SECTIONS), 0.15)
        if self.chance(0.55) or not cards:
            text += self.el("intro", self.paragraphs((1, 2), (1, 4)))
        side = self.filters() if self.chance(0.6) else ""
        grid = ""
        if self.chance(0.7):
            found = f"<span>{r.randint(3, 300)} {r.choice(('items', 'products', 'results'))}</span>"
            sort = "<option>Featured</option><option>Price, low to high</option>"
            grid += self.el("toolbar", f"{found}<label>Sort by</label><select>{sort}</select>")
        grid += self.products(r.choice((4, 8, 12, 16, 24, 36)), self.product_style(), cards)
        if self.chance(0.6):
            grid += self.el("pager", "<a>1</a><a>2</a><a>3</a><a>Next</a>")
        if self.chance(0.3):
            grid += self.el("below", self.many(self.chapter, 1, 4))
        if self.chance(0.15):
            grid += self.faq(True)
        if self.chance(0.25):
            grid += self.other_products()
        inside = text + self.deep(side + self.deep(grid))
        return self.page("website", inside, kit.SECTIONS)

    def chapter(self) -> str:
        """A heading and a paragraph that are content."""
        head = f"<h2>{self.say(self.heading())}</h2>" if self.chance(0.7) else ""
        return head + self.paragraphs((1, 1), (2, 5))

    def filters(self) -> str:
        """What a grid of products can be filtered by."""
        r = self.r

        def choice() -> str:
            what = f"{r.choice(kit.BRANDS + kit.SECTIONS)} ({r.randint(1, 99)})"
            return f"<li><label><input type=checkbox>{what}</label></li>"

        heads = r.sample(("Brand", "Price", "Color", "Size", "Category", "Material", "Rating"),
                         r.randint(2, 5))  # fmt: skip
        boxes = [
            self.el("filter", f"<h3>{head}</h3><ul>{self.many(choice, 2, 9)}</ul>")
            for head in heads
        ]
        return self.el("side", "".join(boxes), r.choice(("aside", "div")))

    def listing(self) -> str:
        """The articles of a blog or of a section."""
        style = self.entry_style()
        text = self.title(self.r.choice(kit.TOPICS), 0.3)
        if self.chance(0.4):
            text += self.el("intro", self.paragraphs((1, 1), (1, 2)))
        if self.chance(0.3):
            text += self.el("toolbar", self.links(kit.TOPICS, 4, 9, "span"))
        count = self.r.choice((5, 8, 10, 12, 20, 30))
        text += "".join(self.entry(style, True) for _ in range(count))
        text += self.el("pager", "<a>Older posts</a>" if self.chance(0.5) else "<a>1</a><a>2</a>")
        side = self.sidebar() if self.chance(0.5) else ""
        return self.page("website", self.deep(self.deep(text) + side), kit.TOPICS)

    def product(self) -> str:
        """A product: what is said of it, its specifications; rarely its reviews."""
        text = self.crumbs() if self.chance(0.7) else ""
        gallery = "<img src=x><img src=x>"
        if self.chance(0.3):
            gallery += "<p>Roll over image to zoom in</p>"
        text += self.deep(self.el("gallery", gallery) + self.el("details", self.offer()))
        about = ""
        if self.chance(0.6):
            heads = ("Description", "Specifications", "Reviews", "Shipping")
            tabs = "".join(f"<li><button>{one}</button></li>" for one in heads)
            about += self.el("tabs", tabs, "ul")
        about += self.el("tab", self.description())
        if self.chance(0.5):
            yes = self.chance(0.7)
            rows = ""
            for fact in self.r.sample(kit.SPECS, self.r.randint(3, 9)):
                value = f"{self.thing()} {self.r.randint(1, 90)}"
                rows += f"<tr><th>{self.say(fact, yes)}</th><td>{self.say(value, yes)}</td></tr>"
            about += self.el("specs", f"<table>{rows}</table>")
        if self.chance(0.35):
            about += self.faq(self.chance(0.6))
        if self.chance(0.45):
            about += self.reviews(self.chance(0.25))
        text += self.deep(about)
        if self.chance(0.75):
            text += self.other_products()
        return self.page("product", text, kit.SECTIONS)

    def offer(self) -> str:
        """A product's name, price and button, with what is promised."""
        r = self.r
        text = self.title(self.product_name(), 0.2)
        if self.chance(0.5):
            text += self.el("rating", f"4.{r.randint(1, 9)} ({r.randint(2, 900)} reviews)")
        text += self.el("price", self.say(self.money(), self.chance(0.15)))
        if self.chance(0.6):
            said = self.paragraphs((1, 2), (1, 3)) if self.chance(0.6) else self.lines(3, 6)
            text += self.el("intro", said)
        colors = "<label>Color</label><button>Black</button><button>White</button>"
        buy = colors if self.chance(0.5) else ""
        buy += "<label>Quantity</label><input><button>Add to cart</button>"
        text += self.el("buy", buy + ("<button>Buy it now</button>" if self.chance(0.4) else ""))
        if self.chance(0.5):
            said = "".join(f"<div>{one}</div>" for one in r.sample(kit.PROMISES, 3))
            text += self.el("promises", said)
        if self.chance(0.4):
            text += f"<div>SKU: {r.randint(1000, 99999)}</div>"
        return text

    def description(self) -> str:
        """What is said of a product."""
        text = ""
        if self.chance(0.6):
            text += f"<h2>{self.say('Description', self.chance(0.4))}</h2>"
        for _ in range(self.r.randint(1, 6)):
            if self.chance(0.4):
                text += f"<h3>{self.say(self.heading())}</h3>"
            text += self.paragraphs((1, 1), (1, 4))
        return text + (self.lines(3, 8) if self.chance(0.5) else "")

    def reviews(self, yes: bool) -> str:
        """What customers say of a product."""
        r = self.r

        def one() -> str:
            who = f"<span>{self.say(r.choice(kit.PEOPLE), yes)}</span> <span>{self.date()}</span>"
            said = f"<p>{self.say(self.paragraph(1, 3), yes)}</p><button>Helpful?</button>"
            return f"<div>{who}{said}</div>"

        head = f"<h2>Customer reviews</h2><p>Based on {r.randint(3, 400)} reviews</p>"
        return self.el("reviews", f"{head}<button>Write a review</button>{self.many(one, 2, 8)}")

    def thread(self) -> str:
        """A thread of a forum."""
        r = self.r
        text = self.crumbs() if self.chance(0.6) else ""
        text += self.title(self.question() if self.chance(0.5) else self.heading(3, 8), 0.1)
        if self.chance(0.5):
            text += self.el("toolbar", "<a>Reply</a><a>Watch</a><span>Page 1 of 3</span>")
        text += self.el("wrap", self.posts())
        if self.chance(0.5):

            def other() -> str:
                return f"<tr><td><a>{self.heading(4, 9)}</a></td><td>{r.randint(0, 99)}</td></tr>"

            text += f"<div><h3>Similar topics</h3><table>{self.many(other, 3, 8)}</table></div>"
        if self.chance(0.5):
            text += "<div><p>You must log in or register to reply here.</p><a>Log in</a></div>"
        return self.page("website", self.deep(text), kit.TOPICS)

    def posts(self) -> str:
        """The posts of a thread, some of which quote the one before."""
        r, shape = self.r, self.site_r.random()
        named, dated = self.chance(0.3), self.chance(0.25)
        signed = r.sample(kit.USERS, 4) if self.chance(0.4) else []
        signatures = {user: self.sentence() for user in signed}
        ranks = ("Member", "Senior member", "Moderator", "New user")
        tools = ("Reply", "Quote", "Like", "Share", "Report", "3 Likes", "Permalink")
        text, before = "", ""
        for number in range(1, r.randint(3, 15)):
            user = r.choice(kit.USERS)
            author = f"<a>{self.say(user, named)}</a>"
            if shape <= 0.6:
                known = (r.choice(ranks), f"Posts: {r.randint(1, 9000)}", f"Joined: {self.date()}")
                lines = "".join(f"<dd>{one}</dd>" for one in known[: r.randint(1, 3)])
                author += self.el("user", lines)
            author = self.el("author", author)
            number_said = f" #{number}" if self.chance(0.3) else ""
            date = self.el("date", self.say(self.date(), dated) + number_said)
            said = ""
            if before and self.chance(0.3):
                who = f"<div>{self.say(r.choice(kit.USERS) + ' said:')}</div>"
                said += self.el("quote", f"{who}<p>{self.say(before)}</p>", "blockquote")
            texts = [self.paragraph(1, 3) for _ in range(r.randint(1, 4))]
            if self.chance(0.2):
                texts[-1] = texts[-1][:40].rsplit(" ", 1)[0]
            before = texts[0]
            if shape < 0.4:
                said += "<br><br>".join(self.say(one) for one in texts)
            else:
                said += "".join(f"<p>{self.say(one)}</p>" for one in texts)
            if self.chance(0.1):
                said += self.code(4, 4)
            said = self.el("said", said)
            if user in signatures:
                said += self.el("signature", signatures[user])
            chosen = "".join(f"<li><a>{one}</a></li>" for one in r.sample(tools, r.randint(1, 4)))
            said += self.el("buttons", chosen, "ul")
            inside = author + (date + said if shape < 0.5 else self.el("wrap", date + said))
            text += self.el("post", inside, "article" if shape < 0.3 else "div")
        return text

    def service(self) -> str:
        """What a company offers: sections of many kinds."""
        r = self.r
        hero = self.title(self.heading(4, 9), 0.5) + self.paragraphs((1, 1), (1, 2))
        hero += self.el("action", "<a>Get started</a>")
        text = self.el("hero", hero, r.choice(("section", "div")))
        kinds = (
            self.features, self.features, self.about, self.figures, self.logos, self.praise,
            self.plans, lambda: self.faq(True), self.call, self.steps,
        )  # fmt: skip
        tag = self.site_r.choice(("section", "div"))
        for kind in r.choices(kinds, k=r.randint(4, 9)):
            text += self.el("section", self.deep(kind()), tag)
        if self.chance(0.4):
            fields = "".join(f"<label>{one}</label><input>" for one in ("Name", "Email", "Phone"))
            end = "<p>We will get back to you within one business day.</p><button>Submit</button>"
            text += self.el("form", f"<h2>Contact us</h2>{fields}{end}", "form")
        if self.chance(0.25):
            cards = self.many(lambda: f"<h4><a>{self.heading(5, 9)}</a></h4><a>Read more</a>", 3, 3)
            text += f"<section><h2>Latest from the blog</h2>{cards}</section>"
        return self.page("website", text, kit.TOPICS)

    def features(self) -> str:
        """Headings with a text each."""

        def one() -> str:
            text = self.el("heading", self.say(self.heading(2, 5)), "h3")
            text += self.el("text", self.say(self.paragraph(1, 2)), "p")
            more = self.el("more", "<a>Learn more</a>") if self.chance(0.4) else ""
            return self.el("feature", text + more)

        head = f"<h2>{self.say(self.heading(3, 8))}</h2>" if self.chance(0.8) else ""
        return f"{head}<div>{self.many(one, 3, 9)}</div>"

    def about(self) -> str:
        """A heading, some paragraphs, a button."""
        text = f"<h2>{self.say(self.heading(3, 8))}</h2>" + self.paragraphs((1, 3), (1, 4))
        return text + (self.el("action", "<a>Contact us</a>") if self.chance(0.4) else "")

    def figures(self) -> str:
        """Figures and what they count."""

        def one() -> str:
            figure = f"{self.r.randint(2, 99)}{self.r.choice('%+kx')}"
            said = f"<div>{self.say(figure)}</div><div>{self.say(self.heading(2, 4))}</div>"
            return f"<div>{said}</div>"

        return self.many(one, 3, 5)

    def logos(self) -> str:
        """Logos of customers."""
        return self.el("logos", "<p>Trusted by leading teams</p>" + "<img src=x alt=logo>" * 6)

    def praise(self) -> str:
        """What customers say."""
        yes = self.chance(0.7)

        def one() -> str:
            text = f"<p>{self.say(self.paragraph(1, 3), yes)}</p>"
            text += f"<div>{self.say(self.r.choice(kit.PEOPLE), yes)}</div>"
            text += f"<div>{self.say('CEO, ' + self.r.choice(kit.BRANDS), yes)}</div>"
            return self.el("praise", text)

        return f"<h2>{self.say('What our customers say', yes)}</h2>{self.many(one, 1, 4)}"

    def plans(self) -> str:
        """What it costs."""
        text = ""
        for plan in ("Basic", "Pro", "Enterprise"):
            head = f"<h3>{self.say(plan)}</h3><div>{self.say(self.money() + ' / month')}</div>"
            inside = self.many(lambda: f"<li>{self.say(self.heading(2, 6))}</li>", 3, 7)
            text += self.el("plan", f"{head}<ul>{inside}</ul><a>Choose plan</a>")
        return text

    def call(self) -> str:
        """A line that asks to act."""
        return f"<h2>{self.say(self.heading(3, 7), self.chance(0.5))}</h2><a>Get in touch</a>"

    def steps(self) -> str:
        """How it works, in three steps."""
        text = f"<h2>{self.say('How it works')}</h2>"
        for number in (1, 2, 3):
            head = f"<span>{number}</span><h3>{self.say(self.heading(2, 5))}</h3>"
            text += f"<div>{head}{self.paragraphs((1, 1), (1, 2))}</div>"
        return text

    def manual(self) -> str:
        """A page of a manual, beside all the others' titles."""
        r = self.r

        def entry() -> str:
            more = ""
            if self.chance(0.5):
                inside = self.many(lambda: f"<li><a>{self.heading(1, 4)}</a></li>", 2, 9)
                more = f"<ul>{inside}</ul>"
            return f"<li><a>{self.heading(1, 3)}</a>{more}</li>"

        contents = f"<ul>{self.many(entry, 5, 18)}</ul>"
        nav = self.el("contents", contents, r.choice(("nav", "aside", "div")))
        heads = []
        text = self.title(self.heading(1, 5), 0.1) + self.paragraphs((1, 1), (1, 3))
        for _ in range(r.randint(2, 8)):
            heads.append(self.heading(1, 5))
            text += f"<h2>{self.say(heads[-1])}</h2>{self.many(self.piece, 1, 6)}"
        end = "<div><a>Previous</a><a>Next</a></div>" if self.chance(0.6) else ""
        if self.chance(0.4):
            end += "<div>Was this page helpful? <button>Yes</button><button>No</button></div>"
        if self.chance(0.4):
            end += "<a>Edit this page on GitHub</a>"
        toc = ""
        if self.chance(0.6):
            lines = "".join(f"<li><a>{one}</a></li>" for one in heads)
            inside = f"<p>On this page</p><ul>{lines}</ul>"
            toc = self.el("toc", inside, r.choice(("nav", "div")))
        text = self.el("manual", text, r.choice(("article", "div", "main")))
        return self.page("website", nav + self.deep(text + end) + toc, kit.TOPICS)

    def piece(self) -> str:
        """A paragraph, list, note, table or some code of a manual."""
        r = self.r
        kind = r.choice(("p", "p", "p", "code", "list", "note", "table", "h3"))
        if kind == "h3":
            return f"<h3>{self.say(self.heading(1, 4))}</h3>"
        if kind == "code":
            copy = "<button>Copy</button>" if self.chance(0.4) else ""
            return self.el("code", self.code(1, 9)) + copy
        if kind == "list":
            return self.lines(2, 7)
        if kind == "note":
            return self.el("note", f"<p>{self.say('Note')}</p>{self.paragraphs((1, 1), (1, 2))}")
        if kind == "table":

            def row() -> str:
                name = f"<td><code>{self.say(r.choice(kit.NOUNS))}</code></td>"
                return f"<tr>{name}<td>{self.say(self.sentence())}</td></tr>"

            return f"<table>{self.many(row, 2, 8)}</table>"
        return self.paragraphs((1, 1), (1, 3))

    def article(self) -> str:
        """An article, and others beside it: their cards are no content here."""
        r = self.r
        text = self.crumbs() if self.chance(0.3) else ""
        text += self.title(self.heading(5, 10), 0.15)
        meta = f"<span>By {r.choice(kit.PEOPLE)}</span> <time>{self.date()}</time>"
        if self.chance(0.4):
            meta += f"<span>{r.randint(2, 12)} min read</span>"
        text += self.el("meta", meta) + (self.share() if self.chance(0.5) else "")
        body = ""
        for _ in range(r.randint(4, 16)):
            if self.chance(0.25):
                body += f"<h2>{self.say(self.heading())}</h2>"
            body += self.paragraphs((1, 1), (1, 4))
            if self.chance(0.08):
                body += self.lines(2, 6)
            if self.chance(0.07):
                body += self.other_products() if self.chance(0.3) else self.letter()
        text += self.el("body", body, r.choice(("div", "section", "article")))
        if self.chance(0.4):
            text += self.el("tags", self.links(kit.TOPICS, 2, 6))
        if self.chance(0.3):
            who = f"{r.choice(kit.PEOPLE)} {self.paragraph(1, 2)}"
            text += f"<div><h4>About the author</h4><p>{who}</p></div>"
        if self.chance(0.7):
            style = self.entry_style()
            head = r.choice(("Related articles", f"More from {self.site}", "Read next"))
            cards = self.many(lambda: self.entry(style, False), 3, 10)
            text += self.el("related", f"<h3>{head}</h3>{cards}")
        if self.chance(0.2):
            text += self.other_products()
        if self.chance(0.25):
            text += f"<div><h3>Comments</h3>{self.many(self.comment, 1, 7)}</div>"
        side = self.sidebar() if self.chance(0.5) else ""
        return self.page("article", self.deep(self.deep(text) + side), kit.TOPICS)

    def comment(self) -> str:
        """A comment on an article."""
        who = f"<b>{self.r.choice(kit.USERS)}</b> <span>{self.date()}</span>"
        return f"<div>{who}<p>{self.paragraph(1, 2)}</p><a>Reply</a></div>"


_KINDS: tuple[tuple[Callable[[_Maker], str], int], ...] = (
    (_Maker.collection, 3),
    (_Maker.listing, 2),
    (_Maker.product, 2),
    (_Maker.thread, 2),
    (_Maker.service, 1),
    (_Maker.manual, 1),
    (_Maker.article, 2),
)


def english_pages(count: int, seed: int = 0) -> Iterator[Made]:
    """English pages, each of a site of its own.

    Args:
        count: how many.
        seed: what the chances are drawn from.
    """
    random = Random(seed)
    kinds = [kind for kind, share in _KINDS for _ in range(share)]
    for number in range(count):
        if not number % len(kinds):  # folds go by the number: each is to have all kinds
            random.shuffle(kinds)
        maker = _Maker(Random(random.getrandbits(64)), Random(random.getrandbits(64)))
        html = kinds[number % len(kinds)](maker)
        yield Made(f"made-english-{number}", html, "\n".join(maker.gold))
