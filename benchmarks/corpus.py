"""``arclean corpus`` in numbers: the same documents out of every format, time, scaling, memory,
and beside reading, decompressing, recompressing and writing alone, datatrove and Spark.

    python -m benchmarks.corpus make FOLDER --pages PAGES.jsonl --bytes 2G
    python -m benchmarks.corpus run FOLDER [--engines]

Pages are derived from those of PAGES.jsonl (objects with ``text`` and ``url``): lines change places
and get numbers, so that no two are equal. ``make`` writes each format in four files.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FILES = 4
FORMATS = ("jsonl.zst", "warc.gz", "warc.wet.gz", "parquet")


def derived(pages: list[dict[str, Any]], size: int) -> Iterator[dict[str, Any]]:
    """Pages of ``size`` bytes of text in all."""
    choose = random.Random(20)
    done = number = 0
    while done < size:
        page = pages[number % len(pages)]
        lines = page["text"].split("\n")
        for _ in range(2):
            at = choose.randrange(len(lines))
            lines[at] = f"{lines[at]} {choose.randrange(10**6)}"
        if len(lines) > 6:
            middle = len(lines) // 2
            lines[middle], lines[middle + 1] = lines[middle + 1], lines[middle]
        text = "\n".join(lines)
        done += len(text.encode())
        yield {"id": number, "url": page["url"], "text": text}
        number += 1


def make(folder: Path, pages: Path, size: int) -> None:
    """Write the corpora."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from arclean.corpus.compression import compress_member
    from arclean.corpus.extras import zstd

    samples = [json.loads(line) for line in pages.open(encoding="utf-8")]
    stream = derived(samples, size)
    for name in FORMATS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    schema = pa.schema([("id", pa.int64()), ("url", pa.string()), ("text", pa.string())])
    for part in range(FILES):
        with contextlib.ExitStack() as stack:
            paths = {name: folder / name / f"{part}.{name}" for name in FORMATS}
            lines = stack.enter_context(zstd().open(paths["jsonl.zst"], "wb"))
            crawl = stack.enter_context(paths["warc.gz"].open("wb"))
            wet = stack.enter_context(paths["warc.wet.gz"].open("wb"))
            table = stack.enter_context(
                pq.ParquetWriter(paths["parquet"], schema, compression="zstd", use_dictionary=False)
            )
            done = 0
            held: list[dict[str, Any]] = []
            while done < size // FILES and (page := next(stream, None)):
                done += len(page["text"].encode())
                lines.write(json.dumps(page, ensure_ascii=False).encode() + b"\n")
                crawl.write(compress_member(_record(page, response=True), "gz"))
                wet.write(compress_member(_record(page, response=False), "gz"))
                held.append(page)
                if len(held) == 8000:
                    table.write_table(pa.Table.from_pylist(held, schema))
                    held = []
            table.write_table(pa.Table.from_pylist(held, schema))


def _record(page: dict[str, Any], *, response: bool) -> bytes:
    body = page["text"].encode()
    if response:
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {'response' if response else 'conversion'}\r\n"
        f"WARC-Target-URI: {page['url']}\r\nWARC-Date: 2024-02-03T04:05:06Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{page['id']:012}>\r\n"
        f"Content-Type: {'application/http; msgtype=response' if response else 'text/plain'}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def texts(path: Path) -> Iterator[bytes]:
    """The texts of an output, by libraries that are not arclean's where there are any."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(path).iter_batches(1000, columns=["text"]):
            for text in batch.column(0).to_pylist():
                yield text.encode()
    elif path.suffix == ".zst":
        from arclean.corpus.extras import zstd

        with zstd().open(path, "rb") as file:
            for line in file:
                yield json.loads(line)["text"].encode()
    else:
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.conversion):
                yield record.reader.read()


def checksum(folder: Path) -> tuple[str, int]:
    """Of all texts of an output, in order, and how many there are."""
    digest = hashlib.sha256()
    count = 0
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        for text in texts(path):
            digest.update(hashlib.sha256(text).digest())
            count += 1
    return digest.hexdigest()[:16], count


class Measured:
    """A process and those that it starts: seconds, seconds of processors, bytes of memory.

    Memory is the proportional set size of all of them together, the largest of samples every 50 ms,
    in a run of its own: taking samples costs a tenth of a processor, which two workers would miss.
    """

    def __init__(self, words: list[str], out: Path) -> None:
        self.seconds, self.cpu, _ = self._run(words, out, watched=False)
        _, _, self.peak = self._run(words, out, watched=True)

    def _run(self, words: list[str], out: Path, *, watched: bool) -> tuple[float, float, int]:
        for path in (out, Path(f"{out}.logs")):
            shutil.rmtree(path, ignore_errors=True)
        before = os.times()
        started = time.perf_counter()
        process = subprocess.Popen(words, stderr=subprocess.PIPE)
        peaks: list[int] = []
        watcher = threading.Thread(target=_watch, args=(process, peaks))
        if watched:
            watcher.start()
        said = process.communicate()[1].decode()
        seconds = time.perf_counter() - started
        if watched:
            watcher.join()
        after = os.times()
        if process.returncode:
            raise SystemExit(f"{' '.join(words)}\n{said}")
        cpu = (after.children_user + after.children_system) - (
            before.children_user + before.children_system
        )
        return seconds, cpu, max(peaks, default=0)

    def __str__(self) -> str:
        return f"{self.seconds:7.1f} s  {self.cpu:7.1f} s CPU  {self.peak / 1e6:6.0f} MB"


def _watch(process: subprocess.Popen[bytes], peaks: list[int]) -> None:
    while process.poll() is None:
        peaks.append(sum(map(_memory, _family(process.pid))))
        time.sleep(0.05)


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _memory(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def copy(source: Path, target: Path, jobs: int) -> None:
    """Read, decompress, recompress and write, with the libraries that arclean uses, and no more."""
    target.mkdir(parents=True, exist_ok=True)
    pairs = [(path, target / path.name) for path in sorted(source.iterdir())]
    if jobs == 1:
        for pair in pairs:
            _copy(*pair)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        pool.starmap(_copy, pairs, chunksize=1)


def _copy(path: Path, target: Path) -> None:
    from arclean.corpus.compression import Input, compress_member, compressor

    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        file = pq.ParquetFile(path, pre_buffer=False)
        with pq.ParquetWriter(
            target, file.schema_arrow, compression="zstd", use_dictionary=["id", "url"]
        ) as writer:
            for batch in file.iter_batches(10_000, use_threads=False):
                writer.write_batch(batch)
        return
    with path.open("rb", buffering=0) as raw, target.open("wb") as out:
        stream = Input(raw, path.name)
        packer = compressor(stream.codec)
        while block := stream.read():
            data = compress_member(block, "gz") if stream.codec == "gz" else block
            out.write(packer.compress(data))
        out.write(packer.flush())


def _arclean(source: Path, target: Path, *flags: str) -> list[str]:
    return [sys.executable, "-m", "arclean", "corpus", str(source), "-o", str(target), *flags]


def run(folder: Path, *, engines: bool) -> None:
    """The tables."""
    out = folder / "out"
    print(f"load {os.getloadavg()[0]:.1f}")
    size = _text_bytes(folder)
    for name in FORMATS:
        results: dict[str, Measured] = {}
        copying = [sys.executable, "-m", "benchmarks.corpus", "copy", str(folder / name), str(out)]
        for label, words in (
            ("copy, one core", [*_ONE_CORE, *copying]),
            ("-j 1, one core", [*_ONE_CORE, *_arclean(folder / name, out, "-j1")]),
            ("copy, two files at a time", [*copying, "--jobs", "2"]),
            ("-j 2", _arclean(folder / name, out, "-j2")),
        ):
            results[label] = result = Measured(words, out)
            rate = size / 1e6 / result.seconds
            print(f"{name:12} {label:25} {result}  {rate:6.0f} MB/s", flush=True)
        digest, count = checksum(out)
        copied, one, copied_two, two = (result.seconds for result in results.values())
        print(
            f"{name:12} {count:,} documents, checksum {digest}; two cores {one / two:.2f}x; "
            f"of copying {copied / one:.2f} on one core, {copied_two / two:.2f} on two",
            flush=True,
        )
    if engines:
        _engines(folder, out)


_ONE_CORE = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]


def _text_bytes(folder: Path) -> int:
    return int((folder / "bytes").read_text())


_DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from arclean.corpus.engines.datatrove import ArcleanStep
if __name__ == "__main__":
    LocalPipelineExecutor(
        pipeline=[JsonlReader(sys.argv[1], compression="zstd"), ArcleanStep(),
                  JsonlWriter(sys.argv[2], compression="zstd")],
        tasks=4, workers=2, logging_dir=sys.argv[2] + ".logs").run()
"""

_SPARK = """
import sys
from pyspark.sql import SparkSession
from arclean.corpus.engines.spark import clean_frame
spark = (SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
         .config("spark.ui.enabled", "false").getOrCreate())
clean_frame(spark.read.parquet(sys.argv[1])).write.parquet(sys.argv[2])
"""


def _engines(folder: Path, out: Path) -> None:
    """The same by the interpreters that ``ARCLEAN_DATATROVE`` and ``ARCLEAN_SPARK`` name."""
    for label, name, program in (
        ("datatrove", "jsonl.zst", _DATATROVE),
        ("spark", "parquet", _SPARK),
    ):
        python = os.environ.get(f"ARCLEAN_{label.upper()}", sys.executable)
        os.environ["PYSPARK_PYTHON"] = python  # else Spark's workers run whatever python3 is
        for words in (
            [python, "-c", program, str(folder / name), str(out)],
            _arclean(folder / name, out, "-j2"),
        ):
            if "datatrove" in program and words[0] == python:  # its workers import the main module
                script = folder / "datatrove_run.py"
                script.write_text(program, encoding="utf-8")
                words = [python, str(script), *words[3:]]
            print(
                f"{label:10} {'arclean' if '-j2' in words else label:10} {Measured(words, out)}",
                flush=True,
            )


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands: Any = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("make")
    one.add_argument("folder", type=Path)
    one.add_argument("--pages", type=Path, required=True)
    one.add_argument("--bytes", type=_size, default=2 * 10**9)
    two = commands.add_parser("run")
    two.add_argument("folder", type=Path)
    two.add_argument("--engines", action="store_true")
    three = commands.add_parser("copy")
    three.add_argument("source", type=Path)
    three.add_argument("target", type=Path)
    three.add_argument("--jobs", type=int, default=1)
    words = parser.parse_args()
    actions: dict[str, Callable[[], None]] = {
        "make": lambda: make(words.folder, words.pages, words.bytes),
        "run": lambda: run(words.folder, engines=words.engines),
        "copy": lambda: copy(words.source, words.target, words.jobs),
    }
    actions[words.command]()
    if words.command == "make":
        (words.folder / "bytes").write_text(str(words.bytes))


def _size(text: str) -> int:
    return int(float(text[:-1]) * {"M": 10**6, "G": 10**9}[text[-1]])


if __name__ == "__main__":
    main()
