"""Site configurations of Full-Text RSS to rule files."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from arclean import Cleaner, RuleSet
from arclean.importing.draft import Draft, Left
from arclean.importing.ftr import import_ftr, looks_like_ftr
from arclean.rules.load import load_bytes

CONFIG = """# an example, written for this test
title: //h1
body: //div[@id='story']
body: //article
strip: //p[contains(@class, 'promo')]
strip_id_or_class: share-box
strip_image_src: /pixel.gif
prune: no
find_string: <x>
if_page_contains: //b
colour: red
test_url: http://news.example.com/1
"""
PAGE = (
    "<html><body><nav>قائمة</nav><div id=story><p>نص الخبر.</p><p class='a promo'>اشترك</p>"
    "<div class='top share-box-x'>شارك</div></div></body></html>"
)
TODAY = date(2026, 11, 22)


def imported(text: str, name: str = "example.com") -> tuple[Draft | None, list[Left]]:
    return import_ftr(text, f"{name}.txt", name, TODAY)


def test_what_chooses_and_drops_nodes_works_as_it_did_there() -> None:
    draft, _ = imported(CONFIG)
    assert draft is not None
    loaded = load_bytes(draft.text().encode(), "example-com.yaml")
    cleaner = Cleaner(RuleSet([loaded.compiled]), profile="none")
    assert cleaner.clean_html(PAGE, url="http://example.com/1") == "نص الخبر.\n"


def test_every_line_is_carried_over_or_told_of() -> None:
    draft, left = imported(CONFIG)
    assert draft is not None
    assert draft.carried == 5  # body twice, strip, strip_id_or_class, test_url
    assert [(one.line, one.text.partition(":")[0]) for one in left] == [
        (2, "title"),
        (7, "strip_image_src"),
        (9, "find_string"),
        (10, "if_page_contains"),
        (11, "colour"),
    ]
    assert left[-1].why == "the directive is not known"


def test_more_articles_than_a_rule_takes_are_told_of() -> None:
    """They were dropped without a word, and counted as carried over."""
    draft, left = imported("".join(f"body: //div[@id='a{n % 52}']\n" for n in range(104)))
    assert draft is not None
    assert draft.carried == 100
    assert [one.line for one in left] == [51, 52, 103, 104]
    assert left[0].why == "a rule has 50 selectors at most"
    load_bytes(draft.text().encode(), "example-com.yaml")


def test_a_long_line_of_blanks_costs_no_more_than_its_length() -> None:
    _, left = imported("title: a" + " " * 10**7 + "b\n")  # its square would take a week
    assert [one.line for one in left] == [1]


def test_the_origin_and_its_licence_stand_in_the_file() -> None:
    draft, _ = imported(CONFIG)
    assert draft is not None
    assert "CC0 1.0" in draft.text()
    assert "http://news.example.com/1" in draft.text()


def test_a_leading_dot_means_all_hosts_below() -> None:
    draft, _ = imported(CONFIG, ".example.com")
    assert draft is not None
    assert draft.table["match"] == {"hosts": ["example.com", "*.example.com"]}


def test_an_expression_beyond_the_subset_is_told_with_its_reason() -> None:
    draft, left = imported("strip: //a/ancestor::div\nstrip_id_or_class: ad\n")
    assert draft is not None
    assert [rule["id"] for rule in draft.table["rules"]] == ["strip-css"]
    assert "beyond the XPath" in left[0].why


def test_a_configuration_without_nodes_gives_no_file() -> None:
    assert imported("title: //h1\n")[0] is None


def test_other_texts_are_not_taken_for_configurations() -> None:
    assert looks_like_ftr(CONFIG)
    assert not looks_like_ftr("قال الوزير: نعم\nثم مضى\n")
    assert not looks_like_ftr("")


@given(st.text(alphabet="abody:/strip_ \n[]@='\"|أ", max_size=80))
def test_any_text_gives_a_valid_file_or_none(text: str) -> None:
    draft, _ = imported(text)
    if draft is not None:
        draft.text()  # loads it
