"""A corpus on a Spark cluster:

    spark-submit --master … "$(python -m arclean.corpus.engines.spark_submit --where)" \\
        --from parquet --to parquet --profile corpus IN OUT

With ``--checkpoint FOLDER`` the files of IN are taken as a stream that ends (``availableNow``): run
it again after a failure, or when files were added, and only what is not done yet is done.
Documents that could not be cleaned keep their text; the column ``arclean_error`` says why.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

__all__ = ["main"]

_FORMATS = ("parquet", "json", "csv", "orc")


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "spark-submit … spark_submit.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--where", action="store_true", help="print the path of this program")
    parser.add_argument("--from", dest="source", choices=_FORMATS, default="parquet")
    parser.add_argument("--to", dest="target", choices=_FORMATS, default="parquet")
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--no-strip", action="store_true")
    parser.add_argument("--keep", default="", help="categories that stay, between commas")
    parser.add_argument(
        "--rules", action="append", default=[], help="rule files, under this path on all machines"
    )
    for role in ("text", "html", "url", "site"):
        parser.add_argument(f"--{role}-field")
    parser.add_argument("--checkpoint", help="folder that remembers which files are done")
    parser.add_argument("paths", nargs="*", metavar="IN OUT")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run the job; the exit code."""
    options = _arguments(words)
    if options.where:
        sys.stdout.write(f"{__file__}\n")
        return 0
    from arclean.errors import ArcleanError

    try:
        _run(options)
    except ArcleanError as error:
        sys.stderr.write(f"arclean: {error}\n")
        return 2
    return 0


def _run(options: argparse.Namespace) -> None:
    from arclean.corpus.engines.spark import clean_frame
    from arclean.corpus.extras import need
    from arclean.corpus.model import Fields, Settings
    from arclean.errors import UsageError

    if len(options.paths) != 2:
        raise UsageError("write where the corpus is and where it goes: IN OUT")
    source, target = options.paths
    spark = (
        need("pyspark.sql", "Spark", "spark").SparkSession.builder.appName("arclean").getOrCreate()
    )
    settings = Settings(
        profile=options.profile,
        strip=not options.no_strip,
        keep=tuple(name for name in options.keep.split(",") if name),
        rules=tuple(options.rules),
    )
    fields = Fields(options.text_field, options.html_field, options.url_field, options.site_field)

    def read(reader: Any) -> Any:
        return reader.format(options.source).options(**header).load(source)

    header = {"header": "true", "multiLine": "true"} if options.source == "csv" else {}
    frame = read(spark.read)
    if options.checkpoint:
        stream = read(spark.readStream.schema(frame.schema))
        query = (
            clean_frame(stream, settings, fields)
            .writeStream.format(options.target)
            .option("path", target)
            .option("checkpointLocation", options.checkpoint)
            .trigger(availableNow=True)
            .start()
        )
        query.awaitTermination()
    else:
        clean_frame(frame, settings, fields).write.format(options.target).save(target)
    spark.stop()


if __name__ == "__main__":
    sys.exit(main())
