"""Text for the normaliser's tests: characters that its steps and contexts act on, in random
company.
"""

from __future__ import annotations

from hypothesis import strategies as st

PROFILES = ("none", "light", "standard", "corpus", "search", "match")

#: Profiles, and sets of steps that no profile has.
SPECS = (
    *PROFILES,
    "standard,-compose",
    "standard,-order,+digits:arabic",
    "standard,-blanks,-line-ends",
    "corpus,tatweel:hamza,order:nfc",
    "corpus,+alef:arabic,-compose",
    "light,compose:drop,-blanks",
    "search,elongation:3,-digits,+digits:persian",
    "elongation:1,compose,alef:arabic,lookalikes,tatweel",
    "blanks,lookalikes",
    "marks,alef",
    "tatweel:mark,order:nfc",
    "punctuation",
    "digits",
    "standard,-alef,+alef-wasla,+alef-madda:arabic,+hamza-carriers:hamza",
)

LETTERS = "اايوهكلتببةىءأإآؤئٱ"
FOREIGN = "کیےہەۀۂۓپگھڤ"
MARKS = "ًٌٍَُِّْٰٓٔ" + "\u0655\u0653\u0654\u0655" + "\u0323\u0301\u06e4\u0651\u0651"
BLANKS = "   \n\n\r\r\t\u00a0\u2028"
PUNCTUATION = ',;?،؛؟."-!«»…'
DIGITS = "12٣۴٫٬"
INVISIBLE = "\u200c\u200d\u200f\ufeff"
FORMS = "\ufef7\ufefb\ufdfa\ufdf2\ufc60\ufe77\ufba4\ufba5\ufe83\ufbfc"
OTHERS = "abİßE\ud800\udce9😀\U00010ecd\U0001d165\U00010ec2"
POOL = (
    LETTERS + FOREIGN + MARKS + "ـــ" + BLANKS + PUNCTUATION + DIGITS + INVISIBLE + FORMS + OTHERS
)
WORDS = ("ال", "في ", "است ", "که ", "مدرسة ", "المدرسة ", "والبيت ", "است\n")

pieces = st.one_of(
    st.sampled_from(POOL),
    st.sampled_from(POOL),
    st.sampled_from(WORDS),
    # runs around the bound of 30 marks, and of all else that repeats
    st.builds(
        lambda ch, times: ch * times,
        st.sampled_from("\u064e\u0654\u0323ـا ت,\n"),
        st.integers(1, 40),
    ),
)
texts = st.lists(pieces, max_size=40).map("".join)
#: Text whose bytes are valid UTF-8.
valid_texts = texts.map(lambda text: text.replace("\ud800", "").replace("\udce9", ""))
#: Text whose NFC and NFD differ in the Arabic block only.
arabic_texts = valid_texts.map(lambda text: "".join(ch for ch in text if ch not in "abİßE"))
