"""Cosmetic filters of ad blockers to rule files."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from arclean import Cleaner, RuleSet
from arclean.importing.cosmetic import import_filters, looks_like_filters
from arclean.importing.draft import Draft, Left
from arclean.rules.load import load_bytes

FILTERS = """[Adblock Plus 2.0]
! Title: A list written for this test
! Licence: https://example.org/licence
||ads.example.net^$script
##.banner
###top-ad
news.example.com,blog.example.com##.promo > p
news.example.com##.mine
news.example.com#@#.mine
shop.example.com#@#.banner
news.example.com#?#.card:-abp-has(b)
news.example.com#$#abort-on-property-read x
~good.example.com##.other
example.*##.wide
##.bad:hover::before
"""


def imported(text: str) -> tuple[list[Draft], list[Left]]:
    return import_filters(text, "list.txt", "list", date(2026, 11, 22))


def test_generic_filters_are_a_pack_others_one_file_a_host() -> None:
    drafts, _ = imported(FILTERS)
    assert [draft.id for draft in drafts] == ["list", "blog-example-com", "news-example-com"]
    assert drafts[0].table["rules"][0]["drop"] == {"css": [".banner", "#top-ad"]}
    assert drafts[2].table["rules"][0]["drop"] == {"css": [".promo > p"]}  # .mine was taken back


def test_a_long_list_is_several_packs_each_of_which_loads() -> None:
    selectors = [f".advertisement-number-{number}" for number in range(2500)]
    drafts, left = imported("".join(f"##{one}\n" for one in selectors))
    assert [draft.id for draft in drafts] == ["list", "list-2"]
    assert not left
    for draft in drafts:
        load_bytes(draft.text().encode(), "x.yaml")
    rules = [rule for draft in drafts for rule in draft.table["rules"]]
    assert [one for rule in rules for one in rule["drop"]["css"]] == selectors
    assert sum(draft.carried for draft in drafts) == len(selectors)


def test_what_a_host_has_too_much_of_is_told() -> None:
    selectors = [f".advertisement-number-{number}" for number in range(2500)]
    (draft,), left = imported("".join(f"example.com##{one}\n" for one in selectors))
    load_bytes(draft.text().encode(), "x.yaml")
    count = sum(len(rule["drop"]["css"]) for rule in draft.table["rules"])
    assert draft.carried == count > 1500
    assert [one.text for one in left] == [f"example.com##{one}" for one in selectors[count:]]
    assert {one.why for one in left} == {"more than a rule file holds"}


def test_each_host_has_a_file_of_its_own() -> None:
    hosts = ("a-b.example", "a.b.example", "موقع.السعودية")
    drafts, left = imported("".join(f"{host}##.ad\n" for host in hosts))
    assert not left
    assert {draft.id: draft.table["match"]["hosts"][0] for draft in drafts} == {
        "a-b-example": "a-b.example",
        "a-b-example-2": "a.b.example",
        "xn-4gbrim-xn-mgberp4a5d4ar": "xn--4gbrim.xn--mgberp4a5d4ar",
    }


def test_a_list_may_be_called_anything() -> None:
    (draft,), _ = import_filters("##.ad\n", "قائمة.txt", "قائمة", date(2026, 11, 22))
    assert draft.id == "filters"


def test_what_a_filter_hides_goes() -> None:
    files = [
        load_bytes(one.text().encode(), f"{one.id}.yaml").compiled for one in imported(FILTERS)[0]
    ]
    cleaner = Cleaner(RuleSet(files), profile="none")
    page = (
        "<html><body><p>بدأ المهرجان مساء أمس في الساحة الكبرى، وحضره جمهور كبير من السكان.</p>"
        "<div class=promo><p>اشتر الآن من متجرنا فالعروض لا تتكرر كل يوم يا سادة.</p></div>"
        "</body></html>"
    )
    result = cleaner.explain_html(page, url="https://news.example.com/1")
    assert "news-example-com/ads" in {removal.rule for removal in result.removals}
    assert "متجرنا" not in result.text


def test_all_else_is_told_with_its_reason() -> None:
    _, left = imported(FILTERS)
    told = {one.text.split("#")[0] or one.text: one.why for one in left}
    assert "fetches nothing" in told["||ads.example.net^$script"]
    assert "(~)" in told["~good.example.com"]
    assert "top-level" in told["example.*"]
    assert "taken back" in told["shop.example.com"]
    whys = {one.line: one.why for one in left}
    assert "procedural" in whys[11]
    assert "script" in whys[12]
    assert "beyond the CSS" in whys[15]


def test_the_licence_of_the_list_is_named_or_said_to_be_missing() -> None:
    assert "https://example.org/licence" in imported(FILTERS)[0][0].text()
    assert "not stated" in imported("##.banner")[0][0].text()


def test_a_list_is_told_from_other_texts() -> None:
    assert looks_like_filters(FILTERS)
    assert looks_like_filters("example.com##.ad\n")
    assert not looks_like_filters("body: //div[@id='x']\n")
    assert not looks_like_filters("نص عادي # تعليق\n")


@given(st.text(alphabet="ab.#@?$%~,|>[]=\"' \n!أ:", max_size=80))
def test_any_text_gives_valid_files(text: str) -> None:
    for draft in imported(text)[0]:
        draft.text()  # loads it
