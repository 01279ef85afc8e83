"""Arrow's values as Python's, also those that Python has none for."""

from __future__ import annotations

from typing import Any

from arclean.corpus.extras import need

__all__ = ["python_values"]


def python_values(array: Any) -> list[Any]:
    """The values of an Arrow array.

    Times finer than a microsecond or out of Python's range are text (as ISO 8601 has them) or whole
    numbers in the unit of their type; strings that are not UTF-8, which Parquet's readers let pass,
    are bytes.
    """
    try:
        values: list[Any] = array.to_pylist()
    except (ValueError, OverflowError):  # UnicodeDecodeError among them
        return [_value(one) for one in array]
    return values


def _value(scalar: Any) -> Any:
    pa = need("pyarrow", "Parquet")
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        pass
    if isinstance(scalar, pa.DictionaryScalar):
        return _value(scalar.value)
    if isinstance(scalar, pa.StructScalar):
        return {name: _value(one) for name, one in scalar.items()}
    if isinstance(scalar, pa.ListScalar):  # a map's pairs among them
        return python_values(scalar.values)
    if pa.types.is_temporal(scalar.type):
        text = str(scalar.cast(pa.string()))
        return scalar.value if text.isdigit() or text[:1] == "<" else text.replace(" ", "T")
    return scalar.cast(pa.large_binary()).as_py()
