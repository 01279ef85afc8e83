"""Spark: a frame in, a frame out, by ``mapInArrow``.

    from arclean.corpus.engines.spark import clean_frame
    clean_frame(spark.read.parquet("in/"), profile="corpus").write.parquet("out/")

Needs ``pip install 'arclean[spark]'`` where the job is started, and ``arclean[corpus]`` on all
machines. ``spark_submit.py`` beside this file is the same as a program for ``spark-submit``.
"""

from __future__ import annotations

from typing import Any

from arclean.corpus.arrow import BatchCleaner
from arclean.corpus.extras import need
from arclean.corpus.model import Fields, Settings

__all__ = ["clean_frame"]


def clean_frame(
    frame: Any,
    settings: Settings | None = None,
    fields: Fields | None = None,
    *,
    errors: bool = True,
    **options: Any,
) -> Any:
    """Clean the text of a frame, static or streaming; all other columns stay.

    Args:
        frame: a ``pyspark.sql.DataFrame``.
        settings: how documents are cleaned; or the arguments of :class:`Settings` by name.
        fields: names of the columns; what is not named is guessed.
        errors: add the column ``arclean_error`` with the reason why a document kept its text;
            without it such a document fails the job.

    Raises:
        UsageError: no column can be the text, or an unknown name.
    """
    types = need("pyspark.sql.types", "Spark", "spark")
    cleaner = BatchCleaner(settings or Settings(**options), fields, errors=errors)
    names = cleaner.schema(_arrow_schema(frame.schema)).names
    have = {field.name: field for field in frame.schema.fields}
    new = types.StringType()
    columns = [have.get(name) or types.StructField(name, new, True) for name in names]
    return frame.mapInArrow(cleaner.batches, types.StructType(columns))


def _arrow_schema(schema: Any) -> Any:
    """As far as names and text matter; other types need not be right."""
    pa, types = need("pyarrow", "Spark"), need("pyspark.sql.types", "Spark", "spark")

    def kind(of: Any) -> Any:
        if isinstance(of, types.StringType):
            return pa.string()
        if isinstance(of, types.BinaryType):
            return pa.binary()
        if isinstance(of, types.StructType):
            return pa.struct([(field.name, kind(field.dataType)) for field in of.fields])
        return pa.null()

    return pa.schema([(field.name, kind(field.dataType)) for field in schema.fields])
