"""What the text of one block tells by itself: length, links, punctuation, function words."""

from __future__ import annotations

import re
from math import log

from arclean.html.blocks import Block

__all__ = ["WORDING", "ends_sentence", "wording"]

WORDING = [
    "chars",
    "words",
    "word_length",
    "linked",
    "links",
    "bold",
    "commas",
    "stops",
    "digits",
    "capitals",
    "sentence",
    "ends",
    "breaks",
    "foreign",
    "ascii",
    "date",
    "lower",
    "symbols",
    "function",
    "images",
    "fields",
]
"""Names of the numbers, in the order of a row."""

SAMPLE = 400  # characters at the start of a block that stand for all of it
ENDING = 12  # characters at its end that tell whether a sentence ends there
DATE_CHARS = 200  # characters of a block up to which a date in it is looked for

_CLOSING = "[»«”“\"'’)\\]\\s]*$"
SENTENCE = re.compile(f"[.!?؟。！？…۔]{_CLOSING}")
END = re.compile(f"[.!?؟。！？…۔:]{_CLOSING}")
DATE = re.compile(
    "[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}|(?:19|20)[0-9]{2}[/.-][0-9]{1,2}[/.-][0-9]{1,2}"
    "|[0-9]{1,2}:[0-9]{2}"
    "|يناير|فبراير|مارس|[أا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر"
    "|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|أيلول|تشرين|منذ"
    "|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.]? [0-9]"
    "|[0-9] (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)| ago"
)
COMMAS, STOPS = ",،;؛", ".!?؟"
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩"
SYMBOLS = "|•·»›/→#@+←"

# Function words of the languages that pages come in: what running text is full of and menus lack.
FUNCTION = frozenset(
    "في من على الى إلى أن ان عن التي الذي هذا هذه ما لا مع كان كانت كل أو او ثم قد لم لن بعد "
    "قبل بين حيث كما إن وفي ومن وقد ولا ذلك تلك هو هي غير عند حتى اذا إذا أي لكن وهو وهي the "
    "of and to a in is it that for on as with was are be this by at from or an have not you "
    "we they has had but his her their its which who will can all been were if your our more "
    "so about der die und den von zu das mit sich des auf für ist im dem nicht ein eine als "
    "auch es werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über "
    "einen zum war haben nur oder aber vor zur bis mehr durch le la les de un une du en que "
    "qui est pour dans par sur au pas ne plus ce se il son avec sont aux ou el los las y del "
    "con una para al lo como más su no pero sus di che non per sono della nel ha alla gli o "
    "os da em não com uma na dos mais ao که و در به از را با این است برای آن تا هم بر خود می "
    "شد يا که یک".split()
)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, closing quotes and brackets aside."""
    return SENTENCE.search(text[-ENDING:]) is not None


def wording(block: Block, before: Block | None) -> list[float]:
    """The numbers of a block, in the order of WORDING.

    Args:
        block: the block.
        before: the one before it on the page, if any.
    """
    text = block.text
    size = len(text)
    words = text.count(" ") + 1
    sample = text if size <= SAMPLE else text[:SAMPLE]
    lower = sample.lower()
    split = sample.split()
    length = len(sample)
    end = text[-ENDING:]
    ascii_ = len(sample.encode("ascii", "ignore"))
    western = length if ascii_ == length else len(sample.encode("cp1252", "ignore"))
    return [
        log(1.0 + size),
        float(words),
        size / words,
        block.linked / size,
        float(block.links),
        block.bold / size,
        sum(map(text.count, COMMAS)) / words,
        sum(map(text.count, STOPS)) / words,
        sum(map(sample.count, DIGITS)) / length,
        sum([word[0].isupper() for word in split]) / (len(split) or 1),
        1.0 if ends_sentence(text) else 0.0,
        1.0 if END.search(end) else 0.0,
        float(block.breaks),
        (length - western) / length,
        ascii_ / length,
        1.0 if size <= DATE_CHARS and DATE.search(lower) else 0.0,
        1.0 if text[0].islower() else 0.0,
        sum(map(sample.count, SYMBOLS)) / length,
        sum([word in FUNCTION for word in lower.split()]) / (len(split) or 1),
        float(block.images - (before.images if before else 0)),
        float(block.fields - (before.fields if before else 0)),
    ]
