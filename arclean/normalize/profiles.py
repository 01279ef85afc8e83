"""Profiles: named sets of steps, and the little language that changes them.

standard                          a profile
standard,+digits:ascii,-punctuation   a profile, a step more, a step less
marks,alef                        single steps, no profile
"""

from __future__ import annotations

from collections.abc import Iterable

from arclean.errors import UsageError

from .steps import GROUPS, STEPS, find, nearest

__all__ = ["PROFILES", "resolve", "tokens_of"]

_LIGHT = "compose:keep order:shadda-first forms tatweel:mark invisible blanks line-ends"
_SEARCH = (
    "compose:drop order:shadda-first forms ligatures tatweel:off invisible blanks line-ends marks "
    "alef:always alef-maksura teh-marbuta "
    "hamza-carriers lookalikes punctuation:ascii digits:ascii elongation:2 case"
)

PROFILES: dict[str, tuple[str, ...]] = {
    # nothing at all: the input, whatever it is
    "none": (),
    # the same text in one encoding: every letter, mark and sign stays
    "light": tuple(_LIGHT.split()),
    # one spelling for reading and for most tools: marks and tatweel off, alef and punctuation
    # unified
    "standard": (
        "compose:drop",
        "order:shadda-first",
        "forms",
        "ligatures",
        "tatweel:hamza",
        "invisible",
        "blanks",
        "line-ends",
        "marks",
        "alef:arabic",
        "lookalikes",
        "punctuation:arabic",
    ),
    # training text: spelling as written, typography unified
    "corpus": tuple(
        (_LIGHT + " ligatures lookalikes punctuation:arabic digits:ascii elongation:2").split()
    ),
    # keys for search: all that people leave out or confuse
    "search": tuple(_SEARCH.split()),
    # keys for the rules of pages: search, and no joiners
    "match": tuple((_SEARCH + " joiners").split()),
}


def resolve(spec: str | Iterable[str]) -> dict[str, str]:
    """The steps that a profile expression or a list of steps names: step -> value, in the order of
    ``STEPS``.

    Raises:
        UsageError: an unknown profile, step or value, or an expression without any name.
    """
    chosen: dict[str, str] = {}
    for position, token in enumerate(tokens_of(spec)):
        if token.startswith("-"):
            for name in _without(token[1:]):
                chosen.pop(name, None)
        elif token in PROFILES:
            if position:
                raise UsageError(f"profile {token!r} must come first, before single steps")
            for entry in PROFILES[token]:
                chosen.update(find(entry))
        else:
            _add(chosen, token.removeprefix("+"), first=position == 0)
    return {name: chosen[name] for name in STEPS if name in chosen}


def tokens_of(spec: str | Iterable[str]) -> list[str]:
    """The names in a profile expression or a list of steps.

    Raises:
        UsageError: one that is empty or no string.
    """
    tokens = []
    for raw in spec.split(",") if isinstance(spec, str) else spec:
        if not isinstance(raw, str):
            raise UsageError(f"a step must be a string, not {type(raw).__name__}")
        token = raw.strip()
        if not token.lstrip("+-"):
            raise UsageError("empty name in the profile; write such as standard,+digits:ascii")
        tokens.append(token)
    return tokens


def _add(chosen: dict[str, str], token: str, *, first: bool) -> None:
    """Turn a step or a group on."""
    name = token.partition(":")[0]
    if name not in STEPS and name not in GROUPS:
        known = [*PROFILES, *STEPS, *GROUPS] if first else [*STEPS, *GROUPS]
        what = "profile or step" if first else "step"
        raise UsageError(f"unknown {what} {name!r}{nearest(name, known)}")
    chosen.update(find(token))


def _without(token: str) -> tuple[str, ...]:
    """The names of the steps that ``-token`` turns off."""
    name, colon, _value = token.partition(":")
    if colon:
        raise UsageError(f"-{token}: a step is turned off by its name alone; write -{name}")
    if name in GROUPS:
        return GROUPS[name]
    if name not in STEPS:
        raise UsageError(f"unknown step {name!r}{nearest(name, [*STEPS, *GROUPS])}")
    return (name,)
