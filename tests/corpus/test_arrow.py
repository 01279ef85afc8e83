"""RecordBatch -> RecordBatch: the function that every engine calls."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arclean import Cleaner
from arclean.corpus.arrow import ERROR, BatchCleaner, pinned
from arclean.corpus.model import Fields, Settings
from arclean.errors import ArcleanError, UsageError
from tests.cli.conftest import RULES
from tests.corpus import samples

PAGES = samples.pages(25)


def batch(kind: Any = None) -> Any:
    texts = pa.array([page["text"] for page in PAGES])
    return pa.record_batch(
        {
            "id": pa.array(range(25)),
            "text": texts.cast(kind) if kind else texts,
            "url": pa.array([page["url"] for page in PAGES]),
            "tags": pa.array([[{"a": n}] for n in range(25)]),
        }
    )


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.dictionary(pa.int32(), pa.string()),
    ],
    ids=str,
)
def test_every_type_of_text(kind: Any) -> None:
    data = batch(pa.string()) if pa.types.is_dictionary(kind) else batch(kind)
    if pa.types.is_dictionary(kind):
        data = data.set_column(1, "text", data.column(1).dictionary_encode())
    cleaned = BatchCleaner()(data)
    cleaner = Cleaner()
    texts = cleaned.column("text").cast(pa.large_binary() if "binary" in str(kind) else pa.string())
    found = [text.decode() if isinstance(text, bytes) else text for text in texts.to_pylist()]
    assert found == [cleaner.clean(page["text"], url=page["url"]) for page in PAGES]
    assert cleaned.schema.names == [*data.schema.names, ERROR]
    assert cleaned.schema.field("text").type == data.schema.field("text").type
    assert cleaned.select(["id", "url", "tags"]) == data.select(["id", "url", "tags"])
    assert cleaned.column(ERROR).null_count == 25
    assert cleaned.schema == BatchCleaner().schema(data.schema)


@settings(max_examples=30)
@given(st.lists(st.one_of(st.none(), st.text(max_size=80)), max_size=8), st.integers(0, 3))
def test_any_text_at_any_place(texts: list[str | None], skip: int) -> None:
    """Nulls stay null, and slices see their own rows."""
    data = pa.record_batch({"text": pa.array(texts, pa.string())}).slice(min(skip, len(texts)))
    cleaned = BatchCleaner(errors=False)(data)
    cleaner = Cleaner()
    assert cleaned.column("text").to_pylist() == [
        None if text is None else cleaner.clean(text) for text in texts[skip:]
    ]


def test_documents_that_fail_keep_their_text_and_say_why() -> None:
    data = pa.record_batch({"text": pa.array([b"abc", b"\xff\xfe", b"def"])})
    cleaned = BatchCleaner(Settings(errors="strict"))(data)
    assert cleaned.column("text").to_pylist() == [b"abc", b"\xff\xfe", b"def"]
    first, second, third = cleaned.column(ERROR).to_pylist()
    assert first is None
    assert third is None
    assert "byte 0" in second
    with pytest.raises(ArcleanError, match=r"row 2: .*byte 0"):
        BatchCleaner(Settings(errors="strict"), errors=False)(data)


def test_columns_by_name_and_inside_of_structs() -> None:
    meta = pa.array([{"url": "https://www.spa.gov.sa/1"}, None])
    data = pa.record_batch({"t": pa.array(["مُحمد", None]), "metadata": meta})
    cleaned = BatchCleaner(fields=Fields(text="t"))(data)
    assert cleaned.column("t").to_pylist() == ["محمد", None]
    with pytest.raises(UsageError, match="no field looks like the text"):
        BatchCleaner()(data)
    with pytest.raises(UsageError, match="holds int64, not text"):
        BatchCleaner()(pa.record_batch({"text": pa.array([1])}))


def test_a_text_column_of_nothing_but_null() -> None:
    data = pa.record_batch({"text": pa.nulls(2), "id": pa.array([1, 2])})
    cleaner = BatchCleaner()
    cleaned = cleaner(data)
    assert cleaned.schema == cleaner.schema(data.schema)
    assert cleaned.drop_columns([ERROR]) == data
    assert cleaned.column(ERROR).null_count == 2
    plain = BatchCleaner(errors=False)
    assert plain(data) == data


def test_the_text_of_pages_goes_into_a_column_that_can_hold_it() -> None:
    html = pa.array(["<article><p>" + "خبر من المدينة عن مُدُنها. " * 20 + "</p></article>"])
    cleaner = BatchCleaner(fields=Fields(html="html"))
    wanted = cleaner(pa.record_batch({"html": html})).column("text")
    assert wanted[0].as_py().startswith("خبر من المدينة عن مدنها")
    for there in (pa.nulls(1), pa.array(["x"])):
        data = pa.record_batch({"text": there, "html": html})
        cleaned = cleaner(data)
        assert cleaned.column("text") == wanted
        assert cleaned.schema == cleaner.schema(data.schema)
    with pytest.raises(UsageError, match="'text', where the text of 'html' goes, holds int64"):
        cleaner(pa.record_batch({"text": pa.array([1]), "html": html}))


def test_rules_travel_by_path_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "sample.yaml"
    path.write_text(RULES, encoding="utf-8")
    cleaner = BatchCleaner(Settings(rules=(str(path),), source="sample-1", profile="none"))
    page = "خبر. عدد المشاهدات: ١٢\nسطر\n"
    data = pa.record_batch({"text": pa.array([page])})
    copied = pickle.loads(pickle.dumps(cleaner))
    assert len(pickle.dumps(cleaner)) < 2000  # names, not rules
    for one in (cleaner, copied):
        assert one(data).column("text").to_pylist() == ["خبر.\nسطر\n"]


def test_other_rules_are_refused() -> None:
    wrong = replace(pinned(Settings()), rules_hash="0123456789abcdef")
    with pytest.raises(UsageError, match="the rules of this worker are not those of the run"):
        BatchCleaner(wrong)
    cleaner = pickle.loads(pickle.dumps(BatchCleaner()))
    cleaner.settings = wrong
    with pytest.raises(UsageError, match="0123456789abcdef"):
        cleaner(batch())


def test_tables_and_streams() -> None:
    table = pa.Table.from_batches([batch(), batch()])
    cleaner = BatchCleaner()
    cleaned = cleaner.table(table)
    assert cleaned.num_rows == 50
    assert pa.Table.from_batches(cleaner.batches(table.to_batches())) == cleaned
    empty = table.slice(0, 0)
    assert cleaner.table(empty).num_rows == 0


@pytest.mark.parametrize("name", ["text", "url", "site"])
def test_two_columns_of_one_name_are_told_apart_by_nobody(name: str) -> None:
    names = ["text", "url", "site", name]
    table = pa.Table.from_arrays([pa.array(["x"])] * 4, names=names)
    with pytest.raises(UsageError, match=f"two columns are called '{name}'"):
        BatchCleaner().table(table)


def test_settings_take_lists_and_single_paths(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    wanted = Settings(profile=("marks",), keep=("byline", "date"), rules=(str(path),))
    given: list[dict[str, Any]] = [
        {"profile": ["marks"], "keep": ["byline", "date"], "rules": [path]},
        {"profile": ("marks",), "keep": "byline, date", "rules": str(path)},
        {"profile": ("marks",), "keep": iter(("byline", "date")), "rules": path},
    ]
    for one in given:
        assert Settings(**one) == wanted
        BatchCleaner(Settings(**one))
    batch = pa.record_batch({"text": ["قالَ", None]})
    without = BatchCleaner(Settings(max_doc_bytes=None))  # type: ignore[arg-type]
    assert without(batch).to_pydict() == {"text": ["قال", None], ERROR: [None, None]}
