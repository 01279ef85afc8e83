"""Write docs/normalization.md from the steps, profiles and presets. Run it after any change of
them; a test compares.

    python tools/make_normalization_reference.py            # rewrite the page
    python tools/make_normalization_reference.py --check    # exit 1 if it is not current
    python tools/make_normalization_reference.py --count FILE   # counts of a text, as for QURAN
"""

# ruff: noqa: E501

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from arclean.normalize import GROUPS, PROFILES, STEPS, Step, normalize  # noqa: E402
from arclean.normalize.characters import UNICODE  # noqa: E402
from arclean.normalize.explain import Explainer  # noqa: E402
from arclean.normalize.presets import Preset, all_presets  # noqa: E402
from arclean.normalize.program import stage  # noqa: E402
from arclean.normalize.script import REACH, SCRIPTS, WINDOW  # noqa: E402

TARGET = ROOT / "docs" / "normalization.md"

#: ``--count`` of the Uthmani text of Tanzil as risan/quran-json 791a3cf1 has it: 6,350 lines,
#: 706,586 characters; one a line. The text itself is not part of this project.
QURAN: dict[str, dict[str, int]] = {
    "none": {},
    "light": {"tatweel": 1, "compose": 2945, "order": 856, "blanks": 1},
    "standard": {
        "tatweel": 1157,
        "compose": 5667,
        "blanks": 1,
        "harakat": 210288,
        "tanwin": 1911,
        "shadda": 22678,
        "dagger-alef": 9726,
        "quranic": 48813,
        "alef": 27748,
    },
    "corpus": {"tatweel": 1, "compose": 2945, "order": 856, "blanks": 1},
    "search": {
        "tatweel": 1652,
        "compose": 6162,
        "blanks": 1,
        "harakat": 210288,
        "tanwin": 1911,
        "shadda": 22678,
        "dagger-alef": 9726,
        "quranic": 48813,
        "alef": 27748,
        "alef-maksura": 2913,
        "teh-marbuta": 2344,
        "hamza-carriers": 1613,
    },
}

HEAD = f"""# Normalisation

<!-- Made by tools/make_normalization_reference.py from arclean/normalize; do not edit. -->

A *step* is one thing that the normaliser can do. A *profile* is a named set of steps, a *preset* is what another tool does.
All tables are of Unicode {UNICODE}, whatever the Python. All that is per character is folded into one table, so many steps
cost no more than one.

```python
from arclean import Normalizer
Normalizer("standard")("مُحَمَّــدٌ")                      # 'محمد'
Normalizer("standard,+digits:ascii,-punctuation")     # a profile, a step more, a step less
Normalizer("marks,alef")                              # single steps
Normalizer("lucene:arabic")                           # a preset
Normalizer("camel:dediac,camel:alef,+digits:ascii")   # presets in a row, then steps
```

On the command line the same stands behind `-p`. `arclean normalize --explain FILE` counts what each step changes and lists
the characters of a file.

A normaliser also works on streams, writes into memory of the caller's, and tells where each position of its result comes
from, in code points for str and in bytes for bytes:

```python
from arclean import Normalizer
normalizer = Normalizer("standard")
buffer = bytearray(100)
normalizer.into("قالَ".encode(), buffer)                  # 6
text, offsets = normalizer.with_offsets("مُحَمَّدٌ هنا")   # or arclean.normalize(…, offsets=True)
offsets.to_input(2)                                   # 4
offsets.span(0, 4)                                    # (0, 9): the word with its marks
offsets.runs                                          # (output, input, length) of each stretch
```

Presets and steps that work on whole texts tell no origins.

## Promises

In every profile: what is normalised does not change when it is normalised again; a stream gives the same as the whole,
wherever it is cut; bytes and str agree; output is valid where input is. But for `none` and `order:keep`, text in NFC,
NFD or a mixture comes out the same (marks in runs of up to 30, letters of the Arabic block). No words are joined or split
but where a step says so.

## Profiles
"""

SCRIPT = f"""
## Lines in other languages

Persian, Urdu, Kurdish, Uyghur, Pashto and Sindhi need the letters that are wrong in Arabic. Steps marked *by line* leave
lines alone that are not in Arabic. A line is judged by its words, from its first {WINDOW:,} characters that count (at most
{REACH:,} of any kind): words with ة, with the article or of a short list speak for Arabic, words of another list and words
with letters that Arabic does not have against it. A line without any letter that tells is Arabic; where a letter tells and no word does, letters
stay. `script=` and `--script` say which language it is: {", ".join(SCRIPTS)}.

Marks are no letters: where a profile deletes them, the hamza of «خانهٔ» (ه and U+0654, which nothing composes) goes too.

Counted on the messages of GNOME programs (Debian 12) and Django 5.2: `standard` changes a letter in 40 of 8,196 Persian lines
(most of two or three words, without a letter that tells: «استفاده از آلفا»), 2 of 1,767 Pashto ones, and in none of 140 Urdu, 1,825 Central
Kurdish and 9,194 Uyghur ones; 5 of 7,534 Arabic lines are taken for another language («قرص دي‌ڤي‌دي فارغ»).

## Mojibake, counted

Of 1,600 lines of news, Egyptian Wikipedia, hadith and Quran, 1,599 come back exactly from UTF-8 read as windows-1256 or windows-1252; 1,277 from
windows-1256 and 1,292 from ISO 8859-6 read as windows-1252. UTF-8 read as ISO 8859-6 is reported (1,545) and can be repaired in 20: its
characters are lost. Nothing was found in 114,541 lines of healthy Arabic, nor in 1,456,860 of messages in 148 languages.

## Mark order

`order:shadda-first` (all profiles but `none`), `order:nfc`, `order:keep`.

## Profile files

A YAML file makes a profile of one's own: `-p ours.yaml` (and `-p ours.yaml,+marks`), or `arclean.profiles_file.load_profile`
in Python.

```yaml
profile: 1                        # version of the format
title: "Keys of our catalogue"
base: search                      # a profile, or presets: [camel:dediac, camel:alef]; may be left out
add: [digits:persian, elongation:3]
remove: [case]
```

## The Quran

What the profiles do to the Uthmani text (6,350 lines, 706,586 characters, from Tanzil by way of risan/quran-json): how many
characters each step deletes or replaces (or, `order`, moves). Under `none`, `light` and `corpus` every letter and mark
stays, and so does tatweel that carries one (1,651 of 1,652; the one in «لِّـجِبۡرِيلَ» carries nothing); alef and madda become
آ. `standard` keeps the tatweel under the hamza of «يَسۡـَٔلُونَكَ» (495 times), and no stray madda is left. Counted with `python tools/make_normalization_reference.py --count FILE`.

"""

PRESETS = """
## Presets

To the code point what another tool does, its faults included, for those who must match an index, a model or a published
result. Each is compared with the tool itself, in the version named, over every scalar value, sentences and random text, and over
corpora where there are any (`tox -e oracles`, which prints the number of comparisons). *Unit*: what must be whole when a
stream is cut; `character` presets run on the compiled core, the others in Python.

"""


def cell(text: str) -> str:
    """Text for a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def profiles() -> str:
    """The table of profiles: what each step is set to."""
    chosen = {
        name: {entry.partition(":")[0]: entry for entry in entries}
        for name, entries in PROFILES.items()
    }
    grouped = {member for members in GROUPS.values() for member in members}
    rows = [f"| step | {' | '.join(PROFILES)} |", f"|{' --- |' * (len(PROFILES) + 1)}"]
    for step in ["marks", *STEPS]:
        values = [chosen[name].get(step) for name in PROFILES]
        if step in grouped or not any(values):
            continue
        shown = ["" if value is None else value.partition(":")[2] or "yes" for value in values]
        rows.append(f"| `{step}` | {' | '.join(shown)} |")
    lines = ["", *rows, ""]
    for group, members in GROUPS.items():
        lines.append(f"`{group}` stands for {', '.join(f'`{member}`' for member in members)}.")
    return "\n".join(lines) + "\n"


def step_section(step: Step) -> str:
    """One step."""
    kinds = []
    if step.whole is not None:
        kinds.append("whole lines, in Python, before all other steps")
    if step.table is not None:
        kinds.append("per character")
    if step.context is not None and any(map(step.context, step.values or ("2",))):
        kinds.append("with context")
    if step.by_line:
        kinds.append("by line with " + ", ".join(f"`{value}`" for value in step.by_line))
    values = ""
    if step.numbers:
        values = f" Values: {step.numbers[0]} to {step.numbers[1]}; {step.values[0]} without one."
    elif step.values:
        values = (
            f" Values: {', '.join(f'`{value}`' for value in step.values)}; the first without one."
        )
    before, after = map(visible, step.example)
    return (
        f"### `{step.name}`\n\n{step.does}{values} ({'; '.join(kinds)})\n\n"
        f"Why: {step.why} Spares: {step.spares}\n\n"
        f"Example: «{before}» → «{after}». Source: {step.source}.\n"
    )


def visible(text: str) -> str:
    """Invisible characters as code points, a leading mark on a dotted circle."""
    shown = [
        f"⟨U+{ord(ch):04X}⟩" if ch in "\u00a0\u200b\u200c\u200d\u200e\u200f\ufeff\n\r" else ch
        for ch in text
    ]
    return "".join(shown)


def preset_rows() -> str:
    """The table of presets."""
    rows = ["| preset | unit | what it does | the same in its tool |", "| --- | --- | --- | --- |"]
    for found in all_presets().values():
        traits = "" if found.idempotent else " Not idempotent."
        traits += " NFC and NFD give the same." if found.canonical else ""
        tool = f"`{found.call}`, {found.tool} {found.version}"
        rows.append(
            f"| `{found.name}` | {found.unit} | {cell(found.does)}{traits} | {cell(tool)} |"
        )
    return "\n".join(rows) + "\n"


def faults(presets: list[Preset]) -> str:
    """The faults that presets keep."""
    rows = ["| preset | input | output | |", "| --- | --- | --- | --- |"]
    for found in presets:
        for before, after, why in found.faults:
            shown = f"«{visible(cell(after))}»" if after else "nothing"
            rows.append(f"| `{found.name}` | «{visible(cell(before))}» | {shown} | {why} |")
    return "\n".join(rows) + "\n"


def quran() -> str:
    """The table of counts."""
    steps = [step for step in STEPS if any(step in counts for counts in QURAN.values())]
    rows = [f"| step | {' | '.join(QURAN)} |", f"|{' --- |' * (len(QURAN) + 1)}"]
    for step in steps:
        cells = [f"{counts[step]:,}" if step in counts else "" for counts in QURAN.values()]
        rows.append(f"| `{step}` | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def page() -> str:
    """The whole page."""
    presets = list(all_presets().values())
    assert all(stage(found.name).unit == found.unit for found in presets)
    parts = [HEAD, profiles(), "\n## Steps\n\n", "\n".join(map(step_section, STEPS.values()))]
    parts += [SCRIPT, quran(), PRESETS, preset_rows(), "\n### Faults that presets keep\n\n"]
    parts.append(faults(presets))
    return "".join(parts)


def count(path: str) -> None:
    """Print what the profiles do to a text: characters deleted or replaced, and marks moved."""
    text = Path(path).read_bytes().decode("utf-8")
    for name in PROFILES:
        explainer = Explainer(name)
        explainer.feed(text)
        counts: Counter[str] = Counter()
        for found in explainer.counts():
            if found.before or found.after == "moved":
                counts[found.step] += found.times
            elif found.step == "compose":  # two disappear, one appears: it counts once
                counts[found.step] -= found.times
        print(name, f"{len(normalize(text, name)):,} characters;", dict(counts))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        count(sys.argv[2])
    elif sys.argv[1:] == ["--check"]:
        sys.exit(TARGET.read_text(encoding="utf-8") != page())
    else:
        TARGET.write_text(page(), encoding="utf-8")
        print(f"wrote {TARGET}")
