"""The lines of docs/corpora.md for Polars, pandas, DuckDB and Ray, run where these are installed
(tox -e frames, tox -e ray).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from arclean import Cleaner
from arclean.corpus.arrow import ERROR, BatchCleaner
from arclean.corpus.model import Fields, Settings
from tests.corpus import samples

ROWS = [
    {"id": page["id"], "url": page["url"], "content": page["text"]} for page in samples.pages(60)
]


@pytest.fixture(scope="module")
def clean() -> BatchCleaner:
    return BatchCleaner(Settings(profile="corpus"), Fields(text="content"))


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    cleaner = Cleaner(profile="corpus")
    return [
        {**row, "content": cleaner.clean(row["content"], url=row["url"]), ERROR: None}
        for row in ROWS
    ]


def test_polars(clean: BatchCleaner, expected: list[dict[str, Any]]) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(ROWS)
    frame = pl.from_arrow(clean.table(frame.to_arrow()))
    assert frame.to_dicts() == expected


def test_pandas(clean: BatchCleaner, expected: list[dict[str, Any]]) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(ROWS)
    frame = clean.table(pa.Table.from_pandas(frame)).to_pandas()
    assert frame.drop(columns=[ERROR]).to_dict("records") == [
        {name: value for name, value in row.items() if name != ERROR} for row in expected
    ]
    assert frame[ERROR].isna().all()


def test_duckdb(clean: BatchCleaner, expected: list[dict[str, Any]], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    (tmp_path / "in").mkdir()
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in" / "a.parquet")
    reader = duckdb.sql(f"from '{tmp_path}/in/*.parquet'").to_arrow_reader()
    cleaned = pa.RecordBatchReader.from_batches(clean.schema(reader.schema), clean.batches(reader))
    assert cleaned is not None  # DuckDB finds it by the name of the variable
    duckdb.connect().sql(f"copy (from cleaned) to '{tmp_path}/out.parquet'")
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == expected


@pytest.mark.filterwarnings("ignore")  # Ray warns of its own settings
def test_ray(expected: list[dict[str, Any]], tmp_path: Path) -> None:
    ray = pytest.importorskip("ray.data")
    import ray as cluster

    from arclean.corpus.engines.ray import clean_dataset

    # As many actors as processors: what reads must have one all the same.
    cluster.init(num_cpus=2, include_dashboard=False)

    (tmp_path / "in").mkdir()
    for number in range(3):
        rows = pa.Table.from_pylist(ROWS[number * 20 : number * 20 + 20])
        pq.write_table(rows, tmp_path / "in" / f"{number}.parquet")
    dataset = ray.read_parquet(str(tmp_path / "in"))
    cleaned = clean_dataset(dataset, fields=Fields(text="content"), profile="corpus", actors=2)
    cleaned.write_parquet(str(tmp_path / "out"))
    found = pq.read_table(tmp_path / "out").to_pylist()
    assert sorted(found, key=lambda row: row["id"]) == expected
