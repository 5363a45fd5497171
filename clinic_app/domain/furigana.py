"""The reading of a name, gathered while the name is typed through an input method. No Qt: events come as plain text.

An input method shows the kana before it turns them into kanji. Each committed piece of the name keeps the kana that
stood there last, so that deleting or converting a piece again changes only its own reading. What a prediction leaves
out cannot be known, which is why a gathered reading waits for a person's yes.
"""

import re
import unicodedata

from clinic_app.domain.client import as_katakana

# Kana, and the Latin letters that have not become kana yet ("たかh").
_TYPED = re.compile(r"^([ぁ-ゖァ-ヺー・\s]*)([a-zA-Z]{0,3})$")
Piece = tuple[str, str]  # what is written, and how it is read


class Furigana:
    """What was typed of one field, piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._kana = self._ended = ""
        self._committed: Piece | None = None

    @property
    def written(self) -> str:
        """The text the pieces make."""
        return "".join(written for written, _ in self._pieces)

    @property
    def reading(self) -> str:
        """The reading in katakana, as far as it is known."""
        return as_katakana("".join(read for _, read in self._pieces))

    def composing(self, preedit: str) -> None:
        """The input method shows this now; nothing is committed yet. Escape ends with nothing shown."""
        if not preedit:  # some input methods clear what they show before they commit it
            self._ended, self._kana = self._kana, ""
            return
        self._ended = ""
        kana = _kana_of(preedit)
        if kana is not None:
            self._kana = kana

    def committed(self, text: str, rest: str) -> None:
        """The input method hands over a text and goes on showing `rest`: a clause, or nothing."""
        itself = _kana_of(text)
        kana, left = self._kana or (self._ended if itself is None else ""), _kana_of(rest)
        self._ended = ""
        if not rest:
            self._kana = ""
        elif left is not None and kana.endswith(left):
            kana, self._kana = kana.removesuffix(left), left
        else:  # the rest is written in kanji already: its reading came with this clause, and is not repeated
            self._kana = ""
        self._committed = (text, kana or itself or "")

    def changed(self, text: str) -> None:
        """The field holds this now, whatever did it: a commit, a key, a paste, an undo."""
        old = self.written
        begin, end = _unchanged(old, text)
        committed, self._committed = self._committed, None
        if committed is not None:
            begin, end = _where(committed[0], text, begin, end)
        new = text[begin : len(text) - end]
        replaced = self._cut(begin, len(old) - end)
        known = committed[1] if committed is not None and committed[0] == new else (_kana_of(new) or "")
        if not known and new and replaced:  # converted again: another writing of the same sounds
            known = "".join(read for _, read in replaced)
        middle = [(new, known)] if new else []
        self._pieces = [*self._cut(0, begin), *middle, *self._cut(len(old) - end, len(old))]

    def forget(self, text: str) -> None:
        """The field was filled from elsewhere; how that is read is not known from typing."""
        self._kana, self._ended, self._committed = "", "", None
        self._pieces = [(text, _kana_of(text) or "")] if text else []

    def _cut(self, begin: int, end: int) -> list[Piece]:
        """The pieces between two places; of a piece that is cut in two, only kana are still known."""
        found: list[Piece] = []
        place = 0
        for written, read in self._pieces:
            first, last = max(begin, place), min(end, place + len(written))
            if first < last:
                part = written[first - place : last - place]
                found.append((part, read if part == written else (_kana_of(part) or "")))
            place += len(written)
        return found


def _kana_of(text: str) -> str | None:
    """The kana in what an input method shows; None when something in it is no kana."""
    found = _TYPED.match(unicodedata.normalize("NFKC", text))
    if found is None or not text:
        return None
    kana, letters = found.groups()
    return None if not kana else kana + ("ん" if letters.lower() == "n" else "")


def _unchanged(old: str, new: str) -> tuple[int, int]:
    """How many characters are the same at the beginning and at the end."""
    most = min(len(old), len(new))
    begin = next((place for place in range(most) if old[place] != new[place]), most)
    end = next((place for place in range(most - begin) if old[-1 - place] != new[-1 - place]), most - begin)
    return begin, end


def _where(committed: str, text: str, begin: int, end: int) -> tuple[int, int]:
    """The stretch that was committed, which may begin or end with what stood there before (髙橋 for 髙階)."""
    last = len(text) - end
    for place in range(min(begin, len(text) - len(committed)), -1, -1):
        if text.startswith(committed, place) and place + len(committed) >= last:
            return place, len(text) - place - len(committed)
    return begin, end
