"""The specification of the normaliser: what a plan means, stated as small machines that read one
character at a time.

This module is slow and plain on purpose. It imports nothing of arclean: it runs on the data of
``Plan.to_data()`` (the parsed ``Plan.to_json()``), and both cores are tested against it.

Characters
    The machines read characters (Unicode scalar values). A byte that is no part of valid UTF-8 is
    read as one character U+DC80–DCFF (Python's ``surrogateescape``) and written back as that byte;
    lone surrogates of a str pass likewise. No table and no set contains them. How many bytes are
    invalid is decided as Python's decoder does: each byte that the decoder cannot use is one such
    character.

The pipeline
    text -> script + table -> tatweel -> compose -> order -> elongation -> separators -> line_ends
    -> blanks -> punctuation

    Each machine reads the output of the one before it. One that is not among the plan's contexts is
    left out; the table always runs. At the end of the input every machine gets ``finish``, in the
    same order, after the one before it has finished. A stream is the same machines, kept between
    two chunks: no machine can see a chunk boundary.

Words used below
    mark      a character of data["marks"] (canonical combining class not 0), whatever its script
    letter    a character of data["letters"] (letters of the Arabic script; tatweel is none)
    line      ends with LF or CR, which belongs to it; the next one begins after it. (CRLF: the LF
        is a line of its own.)

1. script (and table)
    For each line decide ``arabic`` (see ``Judge``). Each character c of the line becomes table[c]
    if it is in the table, else itself; on a line that is not arabic, foreign[c] if it is in
    foreign, else as before. Without the script context every line is arabic. LF and CR are in no
    table.

    The judgement needs to see the line from its beginning up to: its end; or the character with
    which the count of counted characters reaches data["script"]["window"]; or character number
    data["script"]["reach"]. Whichever comes first ends it (the end of the input too). It reads each
    character c of the line as the table would write it on a line that is not arabic (if the window
    is full in the middle of that, the rest of it is not read), and of that text, character by
    character:
      - marks and tatweel: ignored;
      - a letter: belongs to the current word. Its key letter is key[c], or itself. A key letter
        that equals the last one of the current word is not counted and not added; any other is
        added to the word's key and counted (1). If the letter itself is a foreign letter, the word
        is foreign; if it is that or one of ``ambiguous``, the line is doubtful; if it is the letter
        ``feminine``, the word is feminine;
      - a space, or the end of the line: ends the word; not counted;
      - anything else: ends the word; counted (1).
    A word that ends is scored once: foreign, or its key among foreign_words: foreign += 1. Else
    feminine: arabic += 2. Else its key among arabic_words: arabic += 1. Else its key, whole or
    without its first letter where that is one of ``proclitics``, begins with ``article`` and has at
    least two letters after it: arabic += 1. If the window or the reach ends the judgement within a
    word, that word is not scored (but it can make the line doubtful). At the end of the line or of
    the input the last word is scored. The line is arabic if it is not doubtful, or if arabic >
    foreign.

2. tatweel: "mark" | "hamza"
    A tatweel is held. "mark": if the next character is a mark the tatweel is kept, else it is
    dropped. "hamza": the marks that follow are held too; if one of them is in data["hamza"], or a
    31st mark (mark_run + 1) follows, the tatweel is kept; if another character or the end comes
    first, it is dropped. The held marks are kept in any case.

3. compose: "keep" | "drop"
    A base is a character that is no mark; a run is all marks that follow it up to the next base.
    (Marks at the very beginning are a run without base.) A run of more than mark_run marks goes out
    as it is, with its base. Otherwise, if the run has a mark of data["composing"] (U+0653, 0654,
    0655):
      - if the base is in splits, it is replaced by its letter, and its mark is put before the first
        mark of the run;
      - repeat: take from the run the first U+0655 that pairs with the base, or, if there is none,
        the first mark that pairs with it, and let pairs[base, mark] be the new base; until no mark
        of the run pairs with the base;
      - "drop": all marks of data["composing"] that are left in the run go, unless the base is
        tatweel.
    On a line that is not arabic, foreign_splits and foreign_pairs are used. The flag is that of the
    base's line.

4. order: "shadda-first" | "nfc"
    Runs as above. A run of at most mark_run marks is sorted by combining class, equal ones keeping
    their order; with "shadda-first" U+0651 comes before all others. A longer run stays.

5. elongation: N
    A letter that equals the character before it (in the input of this machine) for the Nth time or
    more is dropped: of a run of equal letters, the first N stay. For the letters of data["triples"]
    the number is max(N, 3).

6. separators
    A character of data["separators"] directly between two ASCII digits is replaced.

7. line_ends
    CR becomes LF; a LF directly after a CR is dropped.

8. blanks
    Of a run of spaces (U+0020) between two other characters of one line, one stays; at the
    beginning and at the end of a line (or of the input) none. LF and CR end a line.

9. punctuation
    A character of data["between_words"] is replaced if the last telling character before it in its
    line is a letter and the next telling one is a letter too, or the line or the input ends before
    one comes. Telling are all characters but marks and data["transparent"]. Of what follows, only
    look_ahead (8) characters are looked at; if none of them is telling or ends the line, it is not
    replaced. At the beginning of a line nothing telling has come yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Char = tuple[str, bool]  # a character, and whether its line is arabic

LINE_END = "\n\r"
TATWEEL = "\u0640"
SHADDA = "\u0651"
HAMZA_BELOW = "\u0655"


def normalize(text: str, data: dict[str, Any] | Sets) -> str:
    """What the plan makes of a text; of a plan that is asked often the sets are made once."""
    return "".join(ch for ch, _arabic in run(text, data))


def normalize_bytes(raw: bytes, data: dict[str, Any]) -> bytes:
    """What the plan makes of bytes, invalid ones kept."""
    text = raw.decode("utf-8", "surrogateescape")
    return normalize(text, data).encode("utf-8", "surrogateescape")


def run(text: str, data: dict[str, Any] | Sets) -> Iterator[Char]:
    """The machines, one after the other."""
    sets = data if isinstance(data, Sets) else Sets(data)
    stream: Iterator[Char] = table(text, sets, judged="script" in sets.contexts)
    for name, machine in MACHINES.items():
        if name in sets.contexts:
            stream = machine(stream, sets.contexts[name], sets)
    return stream


class Sets:
    """The plan's data, unpacked."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.contexts = dict(data["contexts"])
        self.table = {chr(code): text for code, text in data["table"]}
        self.foreign_table = {**self.table, **{chr(code): text for code, text in data["foreign"]}}
        self.classes = {
            chr(code): value for low, high, value in data["marks"] for code in range(low, high + 1)
        }
        self.letters = {chr(c) for low, high in data["letters"] for c in range(low, high + 1)}
        self.mark_run = data["mark_run"]
        self.hamza = data["hamza"]
        self.composing = data["composing"]
        self.pairs = {
            True: {(base, mark): result for base, mark, result in data["pairs"]},
            False: {(base, mark): result for base, mark, result in data["foreign_pairs"]},
        }
        self.splits = {
            True: {ch: (base, mark) for ch, base, mark in data["splits"]},
            False: {ch: (base, mark) for ch, base, mark in data["foreign_splits"]},
        }
        self.triples = data["triples"]
        self.separators = data["separators"]
        self.between_words = data["between_words"]
        self.transparent = data["transparent"]
        self.look_ahead = data["look_ahead"]
        self.script = data["script"]
        self.foreign_letters = {
            chr(c) for low, high in self.script["foreign_letters"] for c in range(low, high + 1)
        }


class Judge:
    """Reads a line from its beginning and says whether it is arabic."""

    def __init__(self, sets: Sets) -> None:
        self.sets = sets
        self.read = self.counted = self.arabic = self.foreign = 0
        self.doubtful = False
        self.clear_word()

    def clear_word(self) -> None:
        self.key = ""
        self.word_foreign = self.word_feminine = False

    def full(self) -> bool:
        """Whether the judgement ends here, be the line as long as it will."""
        script = self.sets.script
        return bool(self.counted >= script["window"] or self.read >= script["reach"])

    def feed(self, ch: str) -> None:
        """One character of the input; of what it becomes, only as much as the window takes."""
        self.read += 1
        for part in self.sets.foreign_table.get(ch, ch):
            self.feed_part(part)
            if self.counted >= self.sets.script["window"]:
                return

    def feed_part(self, ch: str) -> None:
        sets, script = self.sets, self.sets.script
        if ch in sets.classes or ch == TATWEEL:
            return
        if ch in sets.letters:
            letter = script["key"].get(ch, ch)
            if self.key[-1:] != letter:
                self.key += letter
                self.counted += 1
            self.word_foreign |= ch in sets.foreign_letters
            self.word_feminine |= ch == script["feminine"]
            self.doubtful |= ch in sets.foreign_letters or ch in script["ambiguous"]
            return
        self.end_word()
        if ch != " " and ch not in LINE_END:
            self.counted += 1

    def end_word(self) -> None:
        script = self.sets.script
        if self.key:
            if self.word_foreign or self.key in script["foreign_words"]:
                self.foreign += 1
            elif self.word_feminine:
                self.arabic += 2
            elif self.key in script["arabic_words"] or self.has_article():
                self.arabic += 1
        self.clear_word()

    def has_article(self) -> bool:
        article = self.sets.script["article"]
        bodies = [self.key]
        if self.key[0] in self.sets.script["proclitics"]:
            bodies.append(self.key[1:])
        return any(body.startswith(article) and len(body) >= len(article) + 2 for body in bodies)

    def verdict(self) -> bool:
        return not self.doubtful or self.arabic > self.foreign


def is_arabic(line: str, sets: Sets) -> bool:
    """Whether a line, line end included, is arabic."""
    judge = Judge(sets)
    for ch in line:
        judge.feed(ch)
        if judge.full():
            return judge.verdict()
    judge.end_word()
    return judge.verdict()


def lines(text: str) -> Iterator[str]:
    """The lines of a text, line ends included."""
    start = 0
    for position, ch in enumerate(text):
        if ch in LINE_END:
            yield text[start : position + 1]
            start = position + 1
    if start < len(text):
        yield text[start:]


def table(text: str, sets: Sets, *, judged: bool) -> Iterator[Char]:
    for line in lines(text):
        arabic = is_arabic(line, sets) if judged else True
        chosen = sets.table if arabic else sets.foreign_table
        for ch in line:
            for part in chosen.get(ch, ch):
                yield part, arabic


def tatweel(stream: Iterable[Char], value: str, sets: Sets) -> Iterator[Char]:
    held: list[Char] = []  # a tatweel and the marks after it
    for item in stream:
        ch = item[0]
        if held and ch in sets.classes:
            held.append(item)
            if value == "mark" or ch in sets.hamza or len(held) - 1 > sets.mark_run:
                yield from held
                held = []
            continue
        yield from held[1:]
        held = []
        if ch == TATWEEL:
            held = [item]
        else:
            yield item
    yield from held[1:]


def runs(stream: Iterable[Char], sets: Sets) -> Iterator[tuple[Char | None, list[Char]]]:
    """Bases with their runs of marks. (A real machine holds mark_run marks; this one holds them
    all.)
    """
    base: Char | None = None
    marks: list[Char] = []
    for item in stream:
        if item[0] in sets.classes:
            marks.append(item)
        else:
            if base is not None or marks:
                yield base, marks
            base, marks = item, []
    if base is not None or marks:
        yield base, marks


def compose(stream: Iterable[Char], value: str, sets: Sets) -> Iterator[Char]:
    for item, held in runs(stream, sets):
        arabic = item[1] if item else held[0][1]
        base = item[0] if item else ""
        marks = [ch for ch, _arabic in held]
        if len(marks) <= sets.mark_run and any(ch in sets.composing for ch in marks):
            if base in sets.splits[arabic]:
                base, mark = sets.splits[arabic][base]
                marks.insert(0, mark)
            pairs = sets.pairs[arabic]
            while fitting := [ch for ch in marks if (base, ch) in pairs]:
                mark = HAMZA_BELOW if HAMZA_BELOW in fitting else fitting[0]
                marks.remove(mark)
                base = pairs[base, mark]
            if value == "drop" and base != TATWEEL:
                marks = [ch for ch in marks if ch not in sets.composing]
        for ch in [base, *marks] if base else marks:
            yield ch, arabic


def order(stream: Iterable[Char], value: str, sets: Sets) -> Iterator[Char]:
    def place(item: Char) -> int:
        return 0 if value == "shadda-first" and item[0] == SHADDA else sets.classes[item[0]]

    for base, marks in runs(stream, sets):
        if base is not None:
            yield base
        yield from sorted(marks, key=place) if len(marks) <= sets.mark_run else marks


def elongation(stream: Iterable[Char], value: int, sets: Sets) -> Iterator[Char]:
    last, times = "", 0
    for item in stream:
        ch = item[0]
        times = times + 1 if ch == last else 1
        last = ch
        most = max(value, 3) if ch in sets.triples else value
        if ch not in sets.letters or times <= most:
            yield item


def separators(stream: Iterable[Char], value: str, sets: Sets) -> Iterator[Char]:
    after_digit = False
    held: Char | None = None
    for ch, arabic in stream:
        is_digit = "0" <= ch <= "9"
        if held is not None:
            yield (sets.separators[held[0]], held[1]) if is_digit else held
            held = None
        if after_digit and ch in sets.separators:
            held = (ch, arabic)
        else:
            yield ch, arabic
        after_digit = is_digit
    if held is not None:
        yield held


def line_ends(stream: Iterable[Char], value: str, sets: Sets) -> Iterator[Char]:
    after_cr = False
    for ch, arabic in stream:
        if ch == "\r":
            yield "\n", arabic
        elif not (ch == "\n" and after_cr):
            yield ch, arabic
        after_cr = ch == "\r"


def blanks(stream: Iterable[Char], value: str, sets: Sets) -> Iterator[Char]:
    at_start, pending = True, False
    for ch, arabic in stream:
        if ch == " ":
            pending = not at_start
            continue
        if ch in LINE_END:
            at_start = True
        else:
            if pending:
                yield " ", arabic
            at_start = False
        pending = False
        yield ch, arabic


def punctuation(stream: Iterable[Char], value: str, sets: Sets) -> Iterator[Char]:
    def telling(ch: str) -> bool:
        return ch not in sets.classes and ch not in sets.transparent

    def decide(following: list[Char]) -> str | None:
        for ch, _arabic in following[: sets.look_ahead]:
            if ch in LINE_END:
                return "replace"
            if telling(ch):
                return "replace" if ch in sets.letters else "leave"
        return "leave" if len(following) >= sets.look_ahead else None

    after_letter = False
    queue: list[Char] = []  # the first one waits for what follows it
    ended = object()
    for item in [*stream, ended]:
        if item is not ended:
            queue.append(item)  # type: ignore[arg-type]
        while queue:
            ch, arabic = queue[0]
            if ch in sets.between_words and after_letter:
                decision = decide(queue[1:])
                if decision is None:
                    if item is not ended:
                        break
                    decision = "replace"
                yield (sets.between_words[ch] if decision == "replace" else ch), arabic
            else:
                yield ch, arabic
            if ch in LINE_END:
                after_letter = False
            elif telling(ch):
                after_letter = ch in sets.letters
            queue.pop(0)


MACHINES: dict[str, Any] = {
    "tatweel": tatweel,
    "compose": compose,
    "order": order,
    "elongation": elongation,
    "separators": separators,
    "line_ends": line_ends,
    "blanks": blanks,
    "punctuation": punctuation,
}
