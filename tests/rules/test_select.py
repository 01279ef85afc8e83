"""Choosing a rule file: by name, address, dump label, fingerprint; what wins, and what ties."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from arclean.errors import RuleError, UsageError
from arclean.rules.ruleset import RuleSet, Selection, check_categories
from arclean.rules.select import check_date, host_and_path
from arclean.text.core import line_core
from tests.rules.broken_files import VALID


def drop(phrase: str, name: str = "rule", category: str = "widget", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "category": category,
        "verb": "drop_line",
        "when": {"is": [phrase]},
        **more,
    }


def file(name: str, kind: str = "site", **more: Any) -> dict[str, Any]:
    match = {
        key: more.pop(key)
        for key in ("hosts", "paths", "sources", "crawled", "text_has")
        if key in more
    }
    return {"id": name, "kind": kind, "match": match, "max_removed": 0.9, "rules": [], **more}


def entry(phrase: str, zone: list[Any] | None = None) -> dict[str, Any]:
    return {"zone": zone, "when": {"is": [phrase]}}


def choose(files: Iterable[dict[str, Any]], text: str = "", **how: Any) -> Selection:
    return RuleSet(files).select(line_core().Page(text), **how)


URLS = [
    ("http://example.com", ("example.com", "/")),
    ("https://www.Example.COM/A/b?q=/x#/y", ("example.com", "/A/b")),
    ("HTTPS://EXAMPLE.com:8443/a", ("example.com", "/a")),
    ("http://user:pass@example.com:80/a", ("example.com", "/a")),
    ("http://user@evil.org@example.com/", ("example.com", "/")),
    ("//example.com/a", ("example.com", "/a")),
    ("example.com/a", ("example.com", "/a")),
    ("example.com:8080", ("example.com", "/")),
    ("  http://example.com./a \n", ("example.com", "/a")),
    ("http://example.com?x=1", ("example.com", "/")),
    ("http://www.com/", ("www.com", "/")),
    ("http://example.com/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", ("example.com", "/أخبار/1")),
    ("http://example.com/أخبار", ("example.com", "/أخبار")),
    ("http://example.com/%zz%ff", ("example.com", "/%zz\ufffd")),
    ("http://موقع.السعودية/", ("xn--4gbrim.xn--mgberp4a5d4ar", "/")),
    ("http://xn--4gbrim.xn--mgberp4a5d4ar/", ("xn--4gbrim.xn--mgberp4a5d4ar", "/")),
    ("http://Bücher.example/", ("xn--bcher-kva.example", "/")),
    ("https://web.archive.org/web/2016/http://www.example.com/a/b", ("example.com", "/a/b")),
    ("https://web.archive.org/web/2016id_/https://example.com:80/a?b", ("example.com", "/a")),
    # What an address hands on is not where the page lies.
    ("https://example.com/login?next=https://other.org/a", ("example.com", "/login")),
    ("https://example.com/#https://other.org/a", ("example.com", "/")),
    (
        "https://web.archive.org/web/1/http://example.com/a?u=http://other.org",
        ("example.com", "/a"),
    ),
    ("", ("", "/")),
    ("/only/a/path", ("", "/only/a/path")),
]


@pytest.mark.parametrize(("url", "expected"), URLS)
def test_host_and_path(url: str, expected: tuple[str, str]) -> None:
    assert host_and_path(url) == expected


@pytest.mark.parametrize("host", ["a" * 70 + "ب.com", "ب..com", "\udcff.com", "ب" * 300])
def test_a_host_that_no_server_can_have_stays_as_it_is(host: str) -> None:
    assert host_and_path(f"http://{host}/a") == (host, "/a")


class TestHosts:
    FILES = (
        file("bare", hosts=["example.com"]),
        file("below", hosts=["*.example.com"]),
        file("mobile", hosts=["m.example.com"]),
        file("deep", hosts=["*.news.example.com"]),
        file("idn", hosts=["xn--4gbrim.xn--mgberp4a5d4ar"]),
    )

    @pytest.mark.parametrize(
        ("host", "site"),
        [
            ("example.com", "bare"),
            ("www.example.com", "bare"),
            ("a.example.com", "below"),
            ("www.a.example.com", "below"),
            ("m.example.com", "mobile"),  # as long as *.example.com, but whole
            ("www.m.example.com", "mobile"),
            ("x.m.example.com", "below"),
            ("news.example.com", "below"),
            ("a.news.example.com", "deep"),
            ("notexample.com", None),
            ("example.com.evil.org", None),
            ("com", None),
            ("موقع.السعودية", "idn"),
            ("www.موقع.السعودية", "idn"),
        ],
    )
    def test_the_longest_host_wins(self, host: str, site: str | None) -> None:
        selection = choose(self.FILES, url=f"https://{host}/1")
        assert (selection.site, selection.notes) == (site, ())

    def test_a_tie_chooses_none_and_says_so(self) -> None:
        packs = [file("pack", "pack", generic=True)]
        files = [file("b", hosts=["example.com"]), file("a", hosts=["example.com"]), *packs]
        selection = choose(files, url="example.com/x")
        assert selection.site is None
        assert selection.program.packs == ("pack",)
        (note,) = selection.notes
        assert (note.code, note.rule) == ("ambiguous-site", None)
        assert "a, b" in note.message

    def test_an_unknown_host_leaves_it_to_label_and_text(self) -> None:
        files = [
            file("a", hosts=["example.com"]),
            file("dump", "dump", sources=["dump-*"]),
            file("text", text_has={"all": [entry("علامه")]}),
        ]
        other = {"url": "http://other.org/"}
        assert choose(files, "علامة", **other, source="dump-1").site == "dump"
        assert choose(files, "علامة", **other, source="x").site == "text"
        assert choose(files, "نص", **other, source="x").site is None


class TestPaths:
    FILES = (
        file("all", hosts=["example.com"]),
        file("news", hosts=["example.com"], paths=["/news/*", "/أخبار/*"]),
        file("sport", hosts=["example.com"], paths=["/news/sport/*"]),
        file("narrow", hosts=["only.com"], paths=["/a?c"]),
    )

    @pytest.mark.parametrize(
        ("url", "site"),
        [
            ("example.com", "all"),
            ("example.com/news", "all"),
            ("example.com/news/1/2", "news"),
            ("example.com/News/1", "all"),
            ("example.com/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", "news"),
            ("example.com/news/sport/1?x", "sport"),
            ("only.com/abc", "narrow"),
            ("only.com/abcd", None),
        ],
    )
    def test_the_longest_glob_wins(self, url: str, site: str | None) -> None:
        assert choose(self.FILES, url=url).site == site

    def test_a_longer_host_beats_a_longer_path(self) -> None:
        files = [
            file("path", hosts=["*.example.com"], paths=["/a/long/path/*"]),
            file("host", hosts=["m.example.com"]),
        ]
        assert choose(files, url="m.example.com/a/long/path/1").site == "host"

    def test_the_text_does_not_bring_back_what_the_path_left_out(self) -> None:
        mark = {"all": [entry("علامه")]}
        one = file("news", hosts=["example.com"], paths=["/news/*"], text_has=mark)
        assert choose([one], "علامة", url="example.com/news/1").site == "news"
        assert choose([one], "علامة", url="example.com/forum/1").site is None
        assert choose([one], "علامة", url="mirror.org/forum/1").site == "news"
        assert choose([one], "علامة").site == "news"


class TestCrawled:
    FILES = (
        file("undated", hosts=["example.com"]),
        file("old", hosts=["example.com"], crawled=[None, "2012-12-31"]),
        file("middle", hosts=["example.com"], crawled=["2013-01-01", "2015-06-30"]),
        file("new", hosts=["example.com"], crawled=["2015-07-01", None]),
    )

    @pytest.mark.parametrize(
        ("crawled", "site"),
        [
            ("2001-01-01", "old"),
            ("2012-12-31", "old"),
            ("2013-01-01", "middle"),
            ("2015-06-30T23:59:59Z", "middle"),
            ("2015-07-01 00:00", "new"),
            (None, "new"),
        ],
    )
    def test_the_layout_of_the_day(self, crawled: str | None, site: str) -> None:
        assert choose(self.FILES, url="example.com", crawled=crawled).site == site
        assert choose(self.FILES, site="www.example.com", crawled=crawled).site == site

    def test_without_a_day_the_newest_layout_even_if_all_are_past(self) -> None:
        assert choose(self.FILES[1:3], url="example.com").site == "middle"
        assert choose(self.FILES[1:3], url="example.com", crawled="2020-01-01").site is None

    def test_labels_and_fingerprints_keep_to_their_days(self) -> None:
        span = ["2013-01-01", "2015-06-30"]
        dump = file("dump", "dump", sources=["dump"], crawled=span)
        text = file("text", text_has={"any": [entry("علامه")]}, crawled=span)
        for day, found in (("2014-01-01", True), ("2016-01-01", False), (None, True)):
            assert (choose([dump], source="dump", crawled=day).site == "dump") is found
            assert (choose([text], "علامة", crawled=day).site == "text") is found

    @pytest.mark.parametrize(
        "day", ["2016", "20160829", "29/08/2016", "2016-02-30", "2016-08-29x", ""]
    )
    def test_what_is_no_day(self, day: str) -> None:
        with pytest.raises(UsageError, match="YYYY-MM-DD"):
            choose([], crawled=day)

    def test_a_time_behind_the_day_is_cut_off(self) -> None:
        assert check_date("2016-08-29T10:20:30+03:00") == "2016-08-29"


class TestSources:
    FILES = (
        file("one", "dump", sources=["akhbar-2014*", "akhbar-?"]),
        file("two", "dump", sources=["*-2014-part3"]),
    )

    @pytest.mark.parametrize(
        ("source", "site"),
        [
            ("akhbar-2014", "one"),
            ("akhbar-7", "one"),
            ("Akhbar-2014", None),
            ("x-2014-part3", "two"),
            ("akhbar", None),
        ],
    )
    def test_globs(self, source: str, site: str | None) -> None:
        assert choose(self.FILES, source=source).site == site

    def test_two_that_fit_tie(self) -> None:
        selection = choose(self.FILES, source="akhbar-2014-part3")
        assert selection.site is None
        assert "one, two" in selection.notes[0].message


class TestFingerprints:
    BOTH = (entry("اسم الموقع", ["head", 2]), entry("تذييل", ["tail", 1]))
    ANY = (entry("اسم الموقع"), entry("شعار"), entry("ختم"))
    FILES = (file("both", text_has={"all": BOTH}), file("any", text_has={"any": ANY}))

    @pytest.mark.parametrize(
        ("lines", "site"),
        [
            ("نص", None),
            ("تذييل", None),
            ("شعار", "any"),
            ("نص/نص/اسم الموقع/تذييل", "any"),  # outside the zone of the other
            ("شعار/ختم/اسم الموقع/تذييل", "any"),
            ("اسم الموقع/شعار/ختم/تذييل", "any"),  # three entries against two
        ],
    )
    def test_the_strongest_wins(self, lines: str, site: str | None) -> None:
        assert choose(self.FILES, lines.replace("/", "\n\n")).site == site

    def test_a_tie(self) -> None:
        selection = choose(self.FILES, "اسم الموقع\nشعار\nتذييل\n")
        assert selection.site is None
        assert "any, both" in selection.notes[0].message

    def test_a_generic_pack_with_a_fingerprint_runs_where_it_holds(self) -> None:
        files = [
            file("theme", "pack", generic=True, text_has={"any": [entry("قالب")]}),
            file("z-all", "pack", generic=True),
            file("not-generic", "pack", generic=False),
            file("a-all", "pack", generic=True, max_removed=0.5),
        ]
        assert choose(files, "نص").program.packs == ("a-all", "z-all")
        assert choose(files, "قالب").program.packs == ("a-all", "theme", "z-all")
        assert choose(files, "قالب").site is None

    def test_the_theme_runs_on_an_ambiguous_page_too(self) -> None:
        files = [
            file("a", hosts=["example.com"]),
            file("b", hosts=["example.com"]),
            file("theme", "pack", generic=True, text_has={"any": [entry("قالب")]}),
        ]
        assert choose(files, "قالب", url="example.com").program.packs == ("theme",)


class TestNames:
    FILES = (
        file("baladi-news", hosts=["baladi-news.com", "*.baladi-news.com"]),
        file("two-a", hosts=["two.com"], paths=["/a/*"]),
        file("two-b", hosts=["two.com"], paths=["/b/*"]),
        file("pack", "pack"),
    )

    @pytest.mark.parametrize(
        "name", ["baladi-news", "baladi-news.com", "WWW.Baladi-News.com", "m.baladi-news.com"]
    )
    def test_by_id_or_host(self, name: str) -> None:
        assert choose(self.FILES, site=name, url="two.com/a/1").site == "baladi-news"

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("baladi-new", "did you mean 'baladi-news'"),
            ("pack", "no rule file for the site 'pack'"),
            ("", "no rule file"),
            ("two.com", "two-a, two-b"),
        ],
    )
    def test_unknown(self, name: str, words: str) -> None:
        with pytest.raises(UsageError, match=words):
            choose(self.FILES, site=name)


class TestPrograms:
    SITE = file(
        "site",
        rules=[drop("ا", "own"), drop("ب", "other", "byline")],
        use=["second", "first"],
        disable=["first/off", "second/old-name"],
        max_removed=0.7,
    )
    FIRST = file("first", "pack", rules=[drop("ج", "off"), drop("د", "on")])
    SECOND = file(
        "second",
        "pack",
        rules=[
            drop("ه", "new-name", renamed_from=["old-name"]),
            drop("و", "kept", renamed_from=["first/off"]),
        ],
    )

    def test_the_sites_rules_first_then_packs_as_used(self) -> None:
        rules = RuleSet([self.FIRST, self.SECOND, self.SITE])
        program = rules.select(line_core().Page(""), site="site").program
        # A rule that was called first/off once is off as well: the name still means it.
        assert [rule["id"] for rule in program.rules] == ["site/own", "site/other", "first/on"]
        assert program.packs == ("second", "first")

    def test_keep_leaves_a_category_out(self) -> None:
        rules = RuleSet([self.FIRST, self.SECOND, self.SITE])
        program = rules.select(
            line_core().Page(""), site="site", keep=frozenset(["byline"])
        ).program
        assert [rule["id"] for rule in program.rules] == ["site/own", "first/on"]
        # The next page without the wish gets all of them.
        assert len(rules.select(line_core().Page(""), site="site").program.rules) == 3

    def test_a_program_is_assembled_once(self) -> None:
        rules = RuleSet([self.FIRST, self.SECOND, self.SITE])
        first = rules.select(line_core().Page(""), site="site").program
        assert rules.select(line_core().Page("x"), site="site").program is first

    def test_generic_packs_run_under_the_strictest_limit(self) -> None:
        packs = [
            file(name, "pack", generic=True, max_removed=limit, rules=[drop(name)])
            for name, limit in (("a", 0.9), ("b", 0.4))
        ]
        page = line_core().Page("a\nb\nc\n")
        outcome = choose(packs, "").program.engine.run(page)
        assert [note[0] for note in outcome.notes] == ["max-removed"]
        assert outcome.cuts == []

    def test_retired_files_and_replaced_ones(self) -> None:
        files = [
            file("gone", hosts=["gone.com"], status="retired"),
            file("site", hosts=["old.com"]),
            file("site", hosts=["new.com"]),
        ]
        assert set(RuleSet(files).files) == {"site"}
        assert choose(files, url="gone.com").site is None
        assert choose(files, url="old.com").site is None
        assert choose(files, url="new.com").site == "site"

    def test_unknown_packs_are_told(self) -> None:
        with pytest.raises(RuleError, match="did you mean 'first'"):
            RuleSet([self.FIRST, file("site", use=["frist"])])
        with pytest.raises(RuleError, match="no pack is called 'other'"):
            RuleSet([file("other"), file("site", use=["other"])])

    def test_the_line_that_names_an_unknown_pack_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.yaml"
        path.write_text(VALID.replace("rules:", "use: [ar-tail, ar-tial]\nrules:"), "utf-8")
        with pytest.raises(RuleError, match="did you mean 'ar-tail'") as told:
            RuleSet.load(path)
        line = path.read_text("utf-8").splitlines().index("use: [ar-tail, ar-tial]") + 1
        assert (told.value.path, told.value.line, told.value.key) == (str(path), line, "use[1]")


def test_categories_are_checked() -> None:
    assert check_categories(["date", "byline", "date"]) == {"date", "byline"}
    with pytest.raises(UsageError, match="did you mean 'byline'"):
        check_categories(["bylines"])
