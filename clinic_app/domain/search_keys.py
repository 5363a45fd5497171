"""What a client can be found by: folded names, kana, romaji, phone number and birth date. Pure text, no tables.

A stored key and a typed query are folded the same way, so 高橋, たかはし, ﾀｶﾊｼ and takahashi all find 髙橋. The
name itself is stored as it was written.
"""

import re
import unicodedata
from datetime import date

import jaconv

from clinic_app.domain.dates import date_beginnings
from clinic_app.domain.name_variants import NAME_VARIANTS

LONGEST_KEY = 40
MOST_KEYS = 60
DATE = "#"  # stands before a birth date, which no name begins with
_FIRST_OF = {ord(other): row[0] for row in NAME_VARIANTS for other in row[1:]}
# Marks that do not change which name it is: variation selectors, joiners, direction marks, spaces, the long mark;
# and what can be typed but never stored.
_DROPPED = re.compile(
    "[\x00-\x1f\x7f\ud800-\udfff\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\\s・･ー\\-.,'’]"
)
_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎゐゑをぢづ", "あいうえおつやゆよわいえおじず")
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶヰヱ", "アイウエオツヤユヨワカケイエ")
_HEPBURN = (
    ("sy", "sh"), ("ty", "ch"), ("zy", "j"), ("jy", "j"), ("cy", "ch"), ("si", "shi"), ("ti", "chi"), ("tu", "tsu"),
    ("zi", "ji"), ("di", "ji"), ("du", "zu"), ("wo", "o"), ("l", "r"), ("mb", "nb"), ("mp", "np"),
    ("mm", "nm"), ("tch", "cch"), ("n'", "n"),
)  # fmt: skip
_PATTERNS = (
    (re.compile("(?<![sc])hu"), "fu"),
    (re.compile("o[ou]+"), "o"),
    (re.compile("u+"), "u"),
    (re.compile(r"([aie])\1+"), r"\1"),
    (re.compile("oh(?=[^aeiouy]|$)"), "o"),
)


def folded(text: str) -> str:
    """A name or query as it is compared: NFKC, one form per character, hiragana, no marks or spaces."""
    text = _without_accents(unicodedata.normalize("NFKC", text).casefold()).translate(_FIRST_OF)
    kept = unicodedata.normalize("NFKC", _DROPPED.sub("", jaconv.kata2hira(text)))
    return kept.translate(_KANA)


def romaji(text: str) -> str:
    """Latin letters in one spelling: Hepburn without long vowels, so that oono, ohno and ono are one name."""
    for spelling, hepburn in _HEPBURN:
        text = text.replace(spelling, hepburn)
    for pattern, short in _PATTERNS:
        text = pattern.sub(short, text)
    return text


def digits(text: str) -> str:
    """The digits of a phone number."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character in "0123456789")


def kana_order(kana: str) -> str:
    """A reading as the fifty sounds order it: clear sounds, small kana as large ones, the long mark as its vowel."""
    ordered, katakana = "", jaconv.hira2kata(unicodedata.normalize("NFKC", kana[: 2 * LONGEST_KEY]))
    for letter in unicodedata.normalize("NFD", katakana):
        if letter == "ー" and ordered:
            letter = _vowel(ordered[-1])  # noqa: PLW2901 - the letter as it sounds
        if letter not in "\u3099\u309a":
            ordered += letter.translate(_LARGE)
    return ordered[:LONGEST_KEY]


def keys_of(name: str, kana: str, phone: str, birth_date: date | None = None) -> set[str]:
    """All search keys of one client; a query is the beginning of one of them."""
    keys = {folded(name), folded(kana)}
    for part in (*_words(name), *_words(kana)):
        keys.add(folded(part))
    keys |= _inner_beginnings(name)
    for part in ("".join(_words(kana)), *_words(kana)):
        keys.add(_kana_to_romaji(part))
    number = digits(phone)
    if number:
        keys.add(number[::-1])
        keys.add(number)
    if birth_date is not None:
        keys.add(DATE + birth_date.isoformat())
    return set(sorted(key[:LONGEST_KEY] for key in keys if key)[:MOST_KEYS])


def queries_of(text: str) -> list[tuple[str, ...]]:
    """The typed words, each with the spellings under which its key may begin; every word must match."""
    found = []
    for word in _words(text):
        key = folded(word)
        if not key:
            continue
        spellings = [key, *(DATE + begun for begun in date_beginnings(word))]
        if key.isascii():
            spellings.append(romaji(key))
            if key.isdigit():
                spellings.append(key[::-1])
        found.append(tuple(dict.fromkeys(spelling[:LONGEST_KEY] for spelling in spellings)))
    return found


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFKC", text).replace("・", " ").split()


def _without_accents(text: str) -> str:
    """Latin letters without their marks, so that zoe finds Zoë and satō finds Satō; kana keep theirs."""
    if text.isascii():
        return text
    return "".join(base if (base := unicodedata.normalize("NFD", letter)[0]).isascii() else letter for letter in text)


def _vowel(kana: str) -> str:
    letters = jaconv.kana2alphabet(jaconv.kata2hira(kana))
    return dict(zip("aiueo", "アイウエオ", strict=True)).get(letters[-1:], "")


def _inner_beginnings(name: str) -> set[str]:
    """Where the given name may begin when the name is written without a space."""
    key = folded(name)
    if len(_words(name)) != 1 or key.isascii():
        return set()
    return {key[start:] for start in range(1, min(len(key), 8))}


def _kana_to_romaji(kana: str) -> str:
    # The long mark and small kana matter to the reading, so this starts from the kana, not from its folded key.
    hiragana = jaconv.kata2hira(unicodedata.normalize("NFKC", kana)).replace("ー", "")
    letters = jaconv.kana2alphabet(hiragana).casefold()
    return romaji(_DROPPED.sub("", letters))
