"""From a profile expression to what runs: presets and whole-text steps first, then one plan.

A plan says everything that is per character and the nine contexts. What it cannot say (the rules of
some presets, HTML entities, mojibake) are *stages*: plain functions on text that run before it, in
Python, each with the unit in which a text may be cut for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from arclean.errors import UsageError, closest

from .plan import Plan, plan_of
from .presets import TOOLS, Preset, preset
from .profiles import resolve, tokens_of
from .step import NEAR
from .steps import GROUPS, STEPS, find

__all__ = ["Program", "Stage", "parts_of", "plan_for", "program_for", "stage"]


class Program(NamedTuple):
    """What a normaliser does.

    Attributes:
        before: names of the stages, in order: presets, then whole-text steps.
        plan: what runs on their output.
    """

    before: tuple[str, ...]
    plan: Plan


class Stage(NamedTuple):
    """A function on text, and the unit in which a text may be cut for it (``presets.UNITS``)."""

    unit: str
    run: Callable[[str], str]


def program_for(spec: str | Iterable[str] = "standard", *, script: str = "auto") -> Program:
    """The program of a profile, a preset, a profile expression, or a list of steps.

    ``lucene:arabic`` is a preset; several run one after the other, and steps behind them run on
    what they leave: ``camel:dediac,camel:alef,+digits:ascii``.

    Raises:
        UsageError: an unknown profile, preset, step, value or script, or a preset behind a step.
    """
    presets, chosen = parts_of(spec)
    whole = [_token(name, value) for name, value in chosen.items() if STEPS[name].whole]
    for token in whole:
        stage(token)  # a value that needs a package which is not there is told now
    plan = plan_of(chosen, script=script)
    if len(presets) == 1 and not chosen and presets[0].plan is not None:
        return Program((), presets[0].plan)
    return Program((*(found.name for found in presets), *whole), plan)


def parts_of(spec: str | Iterable[str]) -> tuple[list[Preset], dict[str, str]]:
    """The presets and the steps (step -> value) that an expression or a list names.

    Raises:
        UsageError: as ``program_for``.
    """
    tokens = tokens_of(spec)
    count = 0
    while count < len(tokens) and _is_preset(tokens[count]):
        count += 1
    for token in tokens[count:]:
        if _is_preset(token):
            raise UsageError(f"preset {token!r} must come first, before profiles and steps")
    chosen = resolve(tokens[count:]) if count < len(tokens) else {}
    return [preset(token) for token in tokens[:count]], chosen


def plan_for(spec: str | Iterable[str] = "standard", *, script: str = "auto") -> Plan:
    """The plan of a profile, a profile expression, a list of steps, or a preset that is one.

    Args:
        spec: such as ``"standard"``, ``"standard,+digits:ascii,-punctuation"``, ``["marks",
            "alef"]``, ``"lucene:arabic"``.
        script: ``auto`` judges each line; ``arabic`` treats every line as Arabic; ``persian``,
            ``urdu``, ``kurdish``, ``uyghur``, ``pashto``, ``sindhi`` treat none so.

    Raises:
        UsageError: an unknown profile, preset, step, value or script, or something that no plan can
            say.
    """
    program = program_for(spec, script=script)
    if program.before:
        raise UsageError(
            f"{program.before[0]} works on whole texts and is no plan; use a Normalizer"
        )
    return program.plan


@lru_cache(maxsize=64)
def stage(name: str) -> Stage:
    """The stage of a name in ``Program.before``."""
    if _is_preset(name):
        found = preset(name)
        return Stage(found.unit, found)
    [(step, value)] = find(name)
    whole = STEPS[step].whole
    assert whole is not None
    return Stage("line", whole(value))


def _token(name: str, value: str) -> str:
    return f"{name}:{value}" if value else name


def _is_preset(token: str) -> bool:
    """Whether a token names a preset, or was meant to."""
    tool, colon, _operation = token.partition(":")
    if not colon or tool in STEPS or tool in GROUPS or tool[:1] in ("+", "-"):
        return False
    if tool in TOOLS:
        return True
    return closest(tool, [*STEPS, *GROUPS, *TOOLS], cutoff=NEAR) in TOOLS
