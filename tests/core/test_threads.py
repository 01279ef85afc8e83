"""One object in many threads, on a free-threaded Python without the interpreter's lock."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest

import arclean
from arclean._seam import core_name
from arclean.normalize import Normalizer, plan_for

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
PAGES = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*/??.txt"))]
THREADS = 6
# Above the size from which the compiled core lets the interpreter go, whole lines.
LARGE = "\n".join(PAGES * 8) + "\n"


@pytest.fixture(autouse=True)
def restless() -> Iterator[None]:
    """Threads take turns as often as the interpreter allows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(work: Callable[[int], object]) -> list[object]:
    """What `work` gives in each of some threads that start at once; an error in one is raised."""
    gate = Barrier(THREADS)
    results: list[object] = [None] * THREADS
    failures: list[BaseException] = []

    def one(slot: int) -> None:
        gate.wait()
        try:
            results[slot] = work(slot)
        except BaseException as failure:
            failures.append(failure)

    threads = [Thread(target=one, args=(slot,)) for slot in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


@pytest.mark.parametrize("data", [PAGES[0], PAGES[0].encode(), LARGE, LARGE.encode()])
def test_a_normalizer(data: str | bytes) -> None:
    fresh = Normalizer("corpus")  # made ready by whichever thread comes first
    expected = Normalizer("corpus")(data)
    assert together(lambda _: [fresh(data) for _ in range(4)]) == [[expected] * 4] * THREADS


@pytest.mark.parametrize("encode", [str, str.encode])
def test_a_cleaner_learns_as_it_goes(encode: Callable[[str], str | bytes]) -> None:
    cleaner = arclean.Cleaner()
    pages = [encode(page * 3) for page in PAGES]
    expected = [cleaner.explain(page).text for page in pages]
    fresh = arclean.Cleaner(arclean.RuleSet(cleaner.rules.files.values()))

    def work(slot: int) -> object:
        turned = pages[slot:] + pages[:slot]  # each thread meets another page first
        made = [fresh.clean(page) for page in turned]
        return made[-slot:] + made[:-slot] if slot else made

    assert together(work) == [expected] * THREADS


def test_a_cleaner_of_html() -> None:
    page = "<html><head><title>خبر</title></head><body><nav><a href=/>الرئيسية</a></nav><article>"
    page += "".join(
        f"<p>قال المتحدث في البيان رقم {n} إن العمل في المشروع مستمر.</p>" for n in range(40)
    )
    page += "</article><div class=comments>التعليقات</div></body></html>"
    expected = arclean.Cleaner().explain_html(page).text
    assert "المتحدث" in expected
    fresh = arclean.Cleaner()
    assert together(lambda _: fresh.explain_html(page).text) == [expected] * THREADS


@pytest.mark.skipif(core_name() != "native", reason="its streams have locks; the pure core's none")
@pytest.mark.parametrize("text", [PAGES[0] + "\n", LARGE], ids=["small", "large"])
def test_a_stream_of_the_compiled_core_waits_its_turn(text: str) -> None:
    """Whole lines may come in any order: none is lost, none torn, and nobody waits for ever."""
    from arclean._native import Machine

    machine = Machine(plan_for("standard").to_json())
    expected = sorted(machine.run(text).splitlines() * THREADS * 3)
    texts = machine.stream()
    found = together(lambda _: [texts.feed(text) for _ in range(3)])
    pieces = [piece for made in found for piece in made] + [texts.finish()]
    assert sorted("".join(pieces).splitlines()) == expected
    raws = machine.byte_stream()
    found = together(lambda _: [raws.feed(text.encode()) for _ in range(3)])
    raw = b"".join([piece for made in found for piece in made] + [raws.finish()])
    assert sorted(raw.decode().splitlines()) == expected
