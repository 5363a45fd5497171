"""Where a line of Japanese or English may end: kinsoku, unbroken words and numbers, and breaks that read well.

Pure text; measuring and filling lines is the setter's part.
"""

import re
from functools import lru_cache

NO_START = frozenset(
    "、。，．､｡,.;:；：!?！？‼⁇⁈⁉)）]］}｝」｣』】〕〉》〙〗〟’”»%％‰°℃′″"
    "ー〜～･・‐゠–—…‥ゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶｧｨｩｪｫｬｭｮｯｰﾞﾟ゛゜"
    "ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
NO_END = frozenset("(（[［{｛「｢『【〔〈《〘〖〝‘“«¥￥$＄£№#＃")
# A line that ends here ends a phrase: after these kana, before kanji, katakana, a word or a bracket.
_PARTICLES = frozenset("はがをにでともへやのてばらずくたるすだ")
# Hiragana pairs between which a phrase ends: after を always, before common verbs after a particle.
_AFTER_PARTICLE = frozenset(("につ", "にな", "があ", "がで", "がい", "てい", "てく", "てみ", "はあ", "へひ"))
_WHOLE = frozenset(("とき", "こと", "もの"))  # short words that a break would hide
_CLAUSE_ENDS = frozenset("、。，．,.;:!?！？)）]」』】〕 　・")
_HONORIFIC = frozenset("おご")
_COUNTERS = frozenset("回分秒日週月年度割歳枚本人名時点番号点呼セか％%°〜～")
_UNITS = re.compile(r"(?<=\d) (?=(?:min|sec|reps?|sets?|breaths|minutes|days?|weeks?|months|degrees|km|cm|pt|°)\b)")
GLUE = "\x00"  # stands for a space that must not end a line; never part of a printable text


def _is_kanji(c: str) -> bool:
    return "一" <= c <= "\u9fff" or "\u3400" <= c <= "\u4dbf" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000"


def _is_katakana(c: str) -> bool:
    return "ァ" <= c <= "ヺ" or c == "ー" or "ｦ" <= c <= "ﾟ"


def _is_hiragana(c: str) -> bool:
    return "ぁ" <= c <= "ゟ"


def _is_word(c: str) -> bool:
    """Latin and other scripts that separate words by spaces."""
    return c != " " and (c < "\u2e80" and c not in "…‥–—’”‘“")


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if after in " \u3000":
        return False
    if before in " \u3000":
        return after not in NO_START
    held = (
        after in NO_START
        or after == "を"  # begins no word
        or before + after in _WHOLE
        or before in NO_END
        or GLUE in (before, after)
        or (_is_word(before) and _is_word(after))
        or (_is_katakana(before) and _is_katakana(after))
        or (before.isdigit() and (after in _COUNTERS or after.isdigit()))
        or (before in "〜～×" and after.isdigit())
        or (before in _HONORIFIC and _is_kanji(after))
    )
    return not held


def reads_well(before: str, after: str) -> bool:
    """Whether a line that ends between two characters ends a phrase."""
    if before in _CLAUSE_ENDS or before == "を" or before + after in _AFTER_PARTICLE:
        return True
    return before in _PARTICLES and not _is_hiragana(after)


@lru_cache(maxsize=1024)
def _rule(before: str, after: str) -> int:
    """0: no break, 1: inside a word, 2: between two words perhaps, 3: at the end of a phrase."""
    if not may_break(before, after):
        return 0
    if reads_well(before, after):
        return 3
    return 2 if _is_hiragana(before) and not _is_hiragana(after) else 1


def _opens(line: str, index: int) -> bool:
    """Whether only spaces stand between an opening bracket and this place."""
    return line[index - 1] in " \u3000" and line[:index].rstrip(" \u3000")[-1:] in NO_END


def atoms(line: str) -> list[tuple[str, int]]:
    """A line in pieces that stay whole, each with how well a line may end after it: 1 in need, 2, 3 well."""
    line = _UNITS.sub(GLUE, line) if " " in line else line
    pieces: list[tuple[str, int]] = []
    start = 0
    for index in range(1, len(line)):
        rule = _rule(line[index - 1], line[index])
        if rule and not _opens(line, index):
            pieces.append((line[start:index].replace(GLUE, " "), rule))
            start = index
    pieces.append((line[start:].replace(GLUE, " "), 3))
    return pieces
