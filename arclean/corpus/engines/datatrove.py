"""A step for datatrove's pipelines.

    LocalPipelineExecutor(
        pipeline=[JsonlReader("in/"), ArcleanStep(profile="corpus"), JsonlWriter("out/")],
        tasks=8, workers=2, logging_dir="logs/",
    ).run()

Needs ``pip install 'arclean[datatrove]'``. The step carries names alone: the rules are read and
compiled once in each process, and refused where they are not those of the machine that started.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any

from arclean.corpus.arrow import pinned
from arclean.corpus.cleaning import count, documents_for
from arclean.corpus.extras import need
from arclean.corpus.formats.rows import as_text
from arclean.corpus.model import Counts, Row, Settings
from arclean.errors import ArcleanError

__all__ = ["ERROR", "ArcleanStep"]

ERROR = "arclean_error"
"""Key of the metadata with the reason why a document could not be cleaned."""

_base: Any = need("datatrove.pipeline.base", "the datatrove step", "datatrove")


class ArcleanStep(_base.PipelineStep):  # type: ignore[misc]
    """Cleans ``Document.text``. A document that fails goes to the ``exclusion_writer``, or, without
    one, on as it is; the reason is in its metadata under ``arclean_error``. Nothing that a document
    holds ends the run.

    Args:
        settings: how documents are cleaned; or the arguments of :class:`Settings` by name.
        html: ``Document.text`` is HTML, as ``WarcReader`` gives it.
        url_key: key of the metadata with the address, which chooses the rules.
        site_key: key of the metadata with the id or host of the rule file.
        exclusion_writer: a datatrove writer for documents that fail.
    """

    type = "✂️ - CLEAN"
    name = "arclean"

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        html: bool = False,
        url_key: str = "url",
        site_key: str | None = None,
        exclusion_writer: Any = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self.settings = pinned(settings or Settings(**options))
        self.html = html
        self.url_key = url_key
        self.site_key = site_key
        self.exclusion_writer = exclusion_writer
        documents_for(self.settings)  # wrong settings show where the run is started

    def run(self, data: Iterable[Any] | None, rank: int = 0, world_size: int = 1) -> Iterator[Any]:  # noqa: ARG002
        """Clean a stream of documents."""
        documents = documents_for(self.settings)
        with self.exclusion_writer or nullcontext() as writer:
            for document in data or ():
                with self.track_time():
                    reason = self._clean(documents, document)
                if reason is not None:
                    document.metadata[ERROR] = reason
                    self.stat_update("failed")
                    if writer is not None:
                        writer.write(document, rank)
                        continue
                yield document

    def _clean(self, documents: Any, document: Any) -> str | None:
        """Clean one document; the reason why that is not possible."""
        counts = Counts()
        try:
            row = Row(
                0,
                0,
                document.text.encode("utf-8"),
                {},
                "text",
                None,
                html=self.html,
                decoded=True,
                url=as_text(document.metadata.get(self.url_key)),
                site=as_text(document.metadata.get(self.site_key)) if self.site_key else None,
            )
            result = documents.clean(row)
            text = result.text.decode("utf-8")
        except (ArcleanError, ValueError, RecursionError) as error:
            return str(error)
        except Exception as error:  # an error here would end all ranks of the process
            return f"{type(error).__name__}: {error}"
        document.text = text
        count(counts, result)
        self.stat_update("documents")
        self.stat_update("bytes_in", value=counts.bytes_in)
        self.stat_update("bytes_out", value=counts.bytes_out)
        for name, (removals, _, *_) in counts.categories.items():
            self.stat_update(f"removed_{name}", value=removals)
        return None
