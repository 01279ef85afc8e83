"""Ray Data: a class for ``map_batches``, and a function that sets it up.

    from arclean.corpus.engines.ray import clean_dataset
    clean_dataset(ray.data.read_parquet("in/"), profile="corpus").write_parquet("out/")

Needs ``pip install 'arclean[ray]'``.
"""

from __future__ import annotations

from typing import Any

from arclean.corpus.arrow import BatchCleaner, pinned
from arclean.corpus.extras import need
from arclean.corpus.model import Fields, Settings

__all__ = ["RayCleaner", "clean_dataset"]


class RayCleaner:
    """What an actor does: tables in, tables out. Arguments as for :class:`BatchCleaner`."""

    def __init__(
        self, settings: Settings | None = None, fields: Fields | None = None, *, errors: bool = True
    ) -> None:
        self._cleaner = BatchCleaner(settings, fields, errors=errors)

    def __call__(self, table: Any) -> Any:
        """Clean one table."""
        return self._cleaner.table(table)


def clean_dataset(
    dataset: Any,
    settings: Settings | None = None,
    fields: Fields | None = None,
    *,
    errors: bool = True,
    actors: int | None = None,
    **options: Any,
) -> Any:
    """Clean the text of a dataset; all other columns stay.

    Args:
        dataset: a ``ray.data.Dataset``.
        settings: how documents are cleaned; or the arguments of :class:`Settings` by name.
        fields: names of the columns; what is not named is guessed.
        errors: add the column ``arclean_error``; without it a document that fails fails the job.
        actors: processes; without it one a processor of the cluster.
    """
    ray = need("ray", "Ray Data", "ray")
    processors = ray.cluster_resources().get("CPU", 1)
    count = actors or max(1, int(processors))
    return dataset.map_batches(
        RayCleaner,
        batch_format="pyarrow",
        fn_constructor_args=(pinned(settings or Settings(**options)), fields),
        fn_constructor_kwargs={"errors": errors},
        compute=ray.data.ActorPoolStrategy(size=count),
        # Reading wants a whole processor: actors that held all would wait for ever.
        num_cpus=max(0.0, min(1.0, (processors - 1) / count)),
    )
