"""The learner on page sets with planted furniture and planted content that repeats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from arclean.cleaner import Cleaner
from arclean.learn.learner import Draft, Site, learn_site
from arclean.learn.page import Page
from arclean.rules.lint import lint
from arclean.rules.load import load_bytes
from arclean.rules.ruleset import RuleSet
from arclean.ruletests import run_tests

from .pagesets import article, headline, site

TODAY = date(2026, 11, 22)
HOST = Site.of("akhbar.example.com")
Plant = Callable[[list[str], Random, int], list[str]]


def drafted(pages: list[Page], **options: bool) -> Draft:
    """A draft that loads, lints clean and passes its own tests."""
    draft = learn_site(HOST, pages, today=TODAY, **options)
    loaded = load_bytes(draft.text.encode(), f"{draft.id}.yaml")
    known = RuleSet.default().files.values()
    assert [str(found) for found in lint([loaded], known=known, today=TODAY)] == []
    packs = [file for file in known if file["kind"] == "pack"]
    outcomes = run_tests(RuleSet([*packs, loaded.compiled]), loaded.compiled, loaded.tests)
    assert [outcome.message for outcome in outcomes if not outcome.passed] == []
    return draft


def cleaner_of(draft: Draft, *, packs: bool = True) -> Cleaner:
    """A cleaner with the draft beside the packs, or alone."""
    compiled = load_bytes(draft.text.encode(), "x.yaml").compiled
    files = [file for file in RuleSet.default().files.values() if file["kind"] == "pack"]
    if not packs:
        compiled = {**compiled, "use": []}
    return Cleaner(RuleSet([*files, compiled]), profile="none")


def kept(cleaner: Cleaner, draft: Draft, page: Page) -> list[str]:
    """The lines that are left of a page."""
    return cleaner.explain(page.text, site=draft.id).kept.splitlines()


def title_suffix(lines: list[str], dice: Random, number: int) -> list[str]:
    return [f"{lines[0]} - جريدة المرفأ", *lines[1:]]


def title_prefix(lines: list[str], dice: Random, number: int) -> list[str]:
    return [f"جريدة المرفأ | {lines[0]}", *lines[1:]]


def section_label(lines: list[str], dice: Random, number: int) -> list[str]:
    return [f"{('محليات', 'ثقافة', 'رياضة')[number % 3]} / {lines[0]}", *lines[1:]]


def paper_byline(lines: list[str], dice: Random, number: int) -> list[str]:
    town = dice.choice(("زحلة الجديدة", "بلدة الوادي", "قرية الرمل", "ميناء الشمس"))
    return [lines[0], f"جريدة المرفأ - {town}", *lines[1:]]


def glued_byline(lines: list[str], dice: Random, number: int) -> list[str]:
    name = dice.choice(("سالم الوردان", "منى الصقلي", "هادي المرزم", "ليلى الحبابي"))
    return [lines[0], f"{name}- المرفأ- قرية {dice.choice('أبجدهوز')}: {lines[1]}", *lines[2:]]


def glued_share(lines: list[str], dice: Random, number: int) -> list[str]:
    bar = "شارك من خلال الحمام الزاجل والبريد السريع واكتب رأيك هنا"
    return [lines[0], f"{bar} {lines[1]}", *lines[2:]]


def permalink(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines[:-1], f"{lines[-1]} رابط الخبر في جريدة المرفأ: {lines[0]}"]


def dateline(lines: list[str], dice: Random, number: int) -> list[str]:
    day = f"{dice.randint(1, 28)} أغسطس 20{dice.randint(10, 25)}"
    return [lines[0], f"حرر في مكاتبنا يوم {day} الساعة {dice.randint(10, 23)}:15", *lines[1:]]


def views(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines, f"عدد المشاهدات حتى الآن {dice.randint(1, 5000)} مشاهدة"]


def related_tail(lines: list[str], dice: Random, number: int) -> list[str]:
    others = [headline(dice) for _ in range(dice.randint(3, 6))]
    return [*lines, "مواضيع ذات صلة بالمرفأ", *others]


def nameless_tail(lines: list[str], dice: Random, number: int) -> list[str]:
    pool = [headline(Random(seed)) for seed in range(12)]
    return [*lines, "من دفاتر المرفأ", *dice.sample(pool, dice.randint(3, 6))]


def menu(lines: list[str], dice: Random, number: int) -> list[str]:
    bar = ["الصفحة الرئيسية", "ركن البحارة", "دفتر الأمواج", "حكايات المنارة", "اتصل بنا"]
    return [*bar, *lines]


def read_also(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines[:2], f"طالع أيضا في المرفأ: {headline(dice)}", *lines[2:]]


def copyright_line(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines, "جميع الحقوق محفوظة لدى جريدة المرفأ البحرية 2021"]


FURNITURE = [
    title_suffix,
    title_prefix,
    section_label,
    paper_byline,
    glued_byline,
    glued_share,
    permalink,
    dateline,
    views,
    related_tail,
    nameless_tail,
    menu,
    read_also,
    copyright_line,
]


@pytest.mark.parametrize("plant", FURNITURE)
@pytest.mark.parametrize("count", [8, 40])
def test_planted_furniture_goes_from_pages_not_seen(plant: Plant, count: int) -> None:
    draft = drafted(site(count, plant))
    cleaner = cleaner_of(draft)
    lost = left = 0
    dice = Random(77)
    for number in range(20):
        lines = article(dice)
        page = Page("".join(f"{line}\n" for line in plant(list(lines), dice, number)))
        result = kept(cleaner, draft, page)
        lost += len(set(lines) - set(result))
        left += len(set(result) - set(lines))
    assert lost == 0
    assert left <= 1  # a town, a number or a name may be new


def salutation(lines: list[str], dice: Random, number: int) -> list[str]:
    return [lines[0], "السلام عليكم ورحمة الله وبركاته", *lines[1:], "والله أعلم وأحكم"]


def greeting(lines: list[str], dice: Random, number: int) -> list[str]:
    return [lines[0], "أهلا بكم يا أصدقاء البحر", *lines[1:], "مع محبتي لكم جميعا"]


def refrain(lines: list[str], dice: Random, number: int) -> list[str]:
    verse = "يا بحر خذني إلى شواطئ الطفولة الأولى"
    return [lines[0], verse, headline(dice), headline(dice), verse, headline(dice), verse]


def nutrition(lines: list[str], dice: Random, number: int) -> list[str]:
    table = [
        f"السعرات الحرارية: {dice.randint(90, 900)}",
        f"البروتين: {dice.randint(1, 60)} غراما",
        f"الدهون: {dice.randint(1, 40)} غراما",
        f"الألياف: {dice.randint(1, 20)} غراما",
    ]
    return [*lines, *table]


def table_above_buttons(lines: list[str], dice: Random, number: int) -> list[str]:
    rows = ["وزن الحقيبة خفيف", "لون الحقيبة أزرق", "عدد الجيوب كثير"]
    return [*lines, *rows]


def fields(lines: list[str], dice: Random, number: int) -> list[str]:
    rows = [
        f"الصعوبة: {dice.choice(('سهل', 'متوسط', 'صعب'))}",
        f"المطبخ: {dice.choice(('بحري', 'جبلي', 'ريفي'))}",
    ]
    return [lines[0], *rows, *lines[1:]]


def town_first(lines: list[str], dice: Random, number: int) -> list[str]:
    town = "ميناء الشمس" if number % 2 else "بلدة الوادي"
    return [f"{town} - {lines[1]}", *lines[2:]]


def hemistichs(lines: list[str], dice: Random, number: int) -> list[str]:
    return [lines[0], *(f"{headline(dice)} - {headline(dice)}" for _ in range(8)), lines[-1]]


def about_the_writer(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines[:-1], "نبذة عن الكاتب", f"ولد الكاتب في {lines[-1]}"]


def recipe(lines: list[str], dice: Random, number: int) -> list[str]:
    return [lines[0], "المقادير", *lines[1:3], "طريقة التحضير", *lines[3:]]


def quoted_verse(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines, "وما نيل المطالب بالتمني ولكن تؤخذ الدنيا غلابا"]


def biography(lines: list[str], dice: Random, number: int) -> list[str]:
    if number % 4:
        return lines
    told = (
        "ولد الشاعر نديم الساحلي عام 1932 في قرية على البحر، وعمل معلما ثم صيادا، "
        "ونشر سبعة دواوين قبل أن يرحل عام 1999."
    )
    return [*lines, told]


def own_list(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines, "من أوراق الرحلة", *(headline(dice) for _ in range(4))]


def subheads(lines: list[str], dice: Random, number: int) -> list[str]:
    return [*lines[:2], "البدايات", lines[2], "ما بعد ذلك", *lines[3:]]


CONTENT = [
    salutation,
    greeting,
    refrain,
    nutrition,
    table_above_buttons,
    fields,
    town_first,
    hemistichs,
    about_the_writer,
    recipe,
    quoted_verse,
    biography,
    own_list,
    subheads,
]


@pytest.mark.parametrize("plant", CONTENT)
@pytest.mark.parametrize("count", [8, 40])
def test_content_that_repeats_stays(plant: Plant, count: int) -> None:
    pages = site(count, plant)
    draft = drafted(pages)
    assert draft.rules == []
    cleaner = cleaner_of(draft, packs=False)
    for page in pages:
        assert kept(cleaner, draft, page) == page.text.splitlines()


def test_articles_alone_teach_nothing() -> None:
    draft = drafted(site(60, lambda lines, dice, number: lines))
    assert draft.rules == []
    assert draft.doubtful == []


def test_too_few_pages_make_no_file() -> None:
    draft = learn_site(HOST, site(2, title_suffix), today=TODAY)
    assert draft.text == ""


def test_what_is_doubtful_is_left_out_and_told() -> None:
    pages = site(40, nutrition)
    draft = drafted(pages)
    assert draft.doubtful
    assert all(one.doubt and one.support.hit for one in draft.doubtful)
    bold = drafted(pages, unsure=True)
    assert {one.stem for one in bold.rules} >= {one.stem for one in draft.doubtful}


def test_rules_carry_support_category_and_budget() -> None:
    draft = drafted(site(40, paper_byline))
    compiled = load_bytes(draft.text.encode(), "x.yaml").compiled
    assert compiled["rules"]
    for rule in compiled["rules"]:
        assert "of 40 pages" in rule["why"]
        assert rule["at_most"]["lines"]
        assert rule["zone"]


def test_fingerprint_finds_the_site_without_an_address() -> None:
    draft = drafted(site(40, title_suffix))
    compiled = load_bytes(draft.text.encode(), "x.yaml").compiled
    rules = RuleSet([*RuleSet.default().files.values(), compiled])
    page = site(41, title_suffix, seed=5)[-1]
    assert Cleaner(rules).explain(page.text).site == draft.id


def test_fingerprint_that_another_site_prints_is_none() -> None:
    pages = site(40, title_suffix)
    others = [page.text for page in site(3, title_suffix, seed=9)]
    draft = learn_site(HOST, pages, others=others, today=TODAY)
    assert "text_has" not in draft.text


def test_draft_replaces_the_shipped_file_of_its_host() -> None:
    pages = site(10, title_suffix)
    assert learn_site(Site.of("aljazeera.net"), pages, today=TODAY).id == "aljazeera"


def test_rows_above_share_buttons_stay() -> None:
    def plant(lines: list[str], dice: Random, number: int) -> list[str]:
        rows = table_above_buttons(lines, dice, number)
        return [*rows, "انسخ الرابط من هنا", "شارك هذا المقال مع البحارة"]

    draft = drafted(site(40, plant))
    page = site(1, plant, seed=3)[0]
    result = kept(cleaner_of(draft), draft, page)
    assert result[-1] == "عدد الجيوب كثير"
    assert len(result) == len(page.lines) - 2
