"""Characters of Japanese names that have several shapes: to find a name by any of them, to print one that can be."""

# Each row is one character; the first shape stands for all of them.
NAME_VARIANTS = (
    "高髙", "崎﨑嵜埼碕", "辺邊邉", "浜濱濵", "吉𠮷", "沢澤", "斎齋斉齊齎", "島嶋嶌", "富冨", "広廣", "桜櫻",
    "国國", "関關", "竜龍", "滝瀧", "万萬", "与與", "栄榮", "恵惠", "静靜", "真眞", "徳德", "礼禮", "寿壽",
    "実實", "条條", "円圓", "県縣", "黒黑", "亀龜", "学學", "宝寶", "峰峯", "松枩", "柳栁", "桑桒", "梅楳",
    "槙槇", "淵渕渊", "薮藪", "籠篭", "蔵藏", "曽曾", "角⻆", "館舘", "飯飰", "鉄鐵", "芦蘆", "鴎鷗", "豊豐",
    "長镸", "緑綠", "巻卷", "豪毫", "侠俠", "彦彥", "弥彌", "尚尙", "橋𣘺", "土𡈽", "柴𣏾",
)  # fmt: skip


def other_shapes(character: str) -> tuple[str, ...]:
    """The other shapes of a name's character, the commonest first; none when there are none."""
    return tuple(shape for row in NAME_VARIANTS if character in row for shape in row if shape != character)
