"""The JSON Schema of rule files and the reference of their keys, both made from the format's
tables.

The schema lets an editor complete and check a rule file while it is written. It is looser than the
loader, which knows what a schema cannot say: the regex dialect, folding, calendars, and what
several keys mean together. ``tools/make_schema.py`` writes both files.
"""

from __future__ import annotations

from typing import Any

from arclean.rules.dialect import MAX_PATTERN
from arclean.rules.kinds import (
    Choice,
    Flag,
    Key,
    Kind,
    Many,
    Number,
    Pattern,
    Phrase,
    Section,
    Sub,
    Text,
    Whole,
    Word,
)
from arclean.rules.model import FORMAT, SECTIONS

__all__ = ["json_schema", "key_reference"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of a rule file, JSON Schema 2020-12."""
    return {
        "$schema": _DRAFT,
        "$id": f"arclean-rules-{FORMAT}.schema.json",
        "title": f"arclean rule file, format {FORMAT}",
        **_section(SECTIONS["file"]),
        "$defs": {name: _section(section) for name, section in SECTIONS.items() if name != "file"},
    }


def _section(section: Section) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "description": section.doc,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key.name: {"description": key.doc, **_kind(key.kind)} for key in section.keys
        },
    }
    required = [key.name for key in section.keys if key.required]
    if required:
        schema["required"] = required
    if section.one_of:
        schema["oneOf"] = [{"required": [name]} for name in section.one_of]
    if section.some_of:
        schema["anyOf"] = [{"required": [name]} for name in section.some_of]
    return schema


def _kind(kind: Kind) -> dict[str, Any]:
    if isinstance(kind, Many):
        item = _kind(kind.item)
        many = {"type": "array", "items": item, "minItems": kind.least, "maxItems": kind.most}
        return {"anyOf": [item, many]} if kind.or_one else many
    if isinstance(kind, Sub):
        reference = {"$ref": f"#/$defs/{kind.section}"}
        if kind.short is None:
            return reference
        only = SECTIONS[kind.section].key(kind.short)
        assert only is not None
        return {"anyOf": [_kind(only.kind), reference]}
    if isinstance(kind, Whole):
        return {"type": "integer", "minimum": kind.low, "maximum": kind.high}
    if isinstance(kind, Number):
        return {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
    if isinstance(kind, Flag):
        return {"type": "boolean"}
    if isinstance(kind, Choice):
        return {"enum": list(kind.values)}
    if isinstance(kind, Word):
        return {"type": "string", "pattern": f"^(?:{kind.shape})$"}
    if isinstance(kind, Text):
        # A block text ends in a line end that the loader does not count.
        return {"type": "string", "minLength": kind.least, "maxLength": kind.most + 1}
    most = MAX_PATTERN + 1 if isinstance(kind, Pattern) else None
    return {"type": "string", "minLength": 1, **({"maxLength": most} if most else {})}


def key_reference() -> str:
    """All sections with their keys, as Markdown."""
    parts = [
        f"# Keys of a rule file, format {FORMAT}\n",
        "Made from the tables in `arclean/rules/model.py` by `tools/make_schema.py`; "
        "change it there.\n",
    ]
    for name, section in SECTIONS.items():
        parts.append(f"## {name}\n\n{section.doc}\n")
        if section.one_of:
            parts.append(f"Exactly one of {_names(section.one_of)}.\n")
        elif section.some_of and len(section.some_of) < len(section.keys):
            parts.append(f"At least one of {_names(section.some_of)}.\n")
        rows = "\n".join(map(_row, section.keys))
        parts.append(f"| key | value | meaning |\n| --- | --- | --- |\n{rows}\n")
    return "\n".join(parts)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(key: Key) -> str:
    needed = " (required)" if key.required else ""
    meaning = key.doc.replace("*", "\\*")
    return f"| `{key.name}`{needed} | {_words(key.kind)} | {meaning} |"


def _words(kind: Kind) -> str:
    """A kind in words."""
    if isinstance(kind, Many):
        item = _words(kind.item)
        return f"{item}, or a list of them" if kind.or_one else f"list: {item}"
    if isinstance(kind, Sub):
        return f"[{kind.section}](#{kind.section})" + (" or selectors" if kind.short else "")
    if isinstance(kind, Whole):
        return (
            f"{kind.low}" if kind.low == kind.high else f"whole number, {kind.low} to {kind.high}"
        )
    if isinstance(kind, Number):
        return "number above 0, up to 1"
    if isinstance(kind, Flag):
        return "`true` or `false`"
    if isinstance(kind, Choice):
        return _names(kind.values)
    if isinstance(kind, Text):
        return f"{kind.noun}, up to {kind.most:,} characters"
    if isinstance(kind, Phrase):
        return "phrase, folded and trimmed" if kind.trimmed else "phrase, folded"
    return kind.noun
