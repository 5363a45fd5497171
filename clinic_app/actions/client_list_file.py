"""Clients from another program's CSV: columns by their headings, each row read or refused with its reasons."""

import csv
import io
import unicodedata
from datetime import date
from typing import Literal, get_args

import msgspec

from clinic_app.domain.assessment import Sex
from clinic_app.domain.client import ClientDetails, as_katakana
from clinic_app.domain.dates import read_date
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_

Column = Literal["name", "kana", "birth_date", "phone", "email", "sex", "language", "note"]
COLUMNS: tuple[Column, ...] = get_args(Column)
_HEADINGS: dict[Column, tuple[str, ...]] = {
    "name": ("name", "氏名", "名前", "お名前", "顧客名", "会員名"),
    "kana": ("kana", "かな", "カナ", "フリガナ", "ふりがな", "氏名カナ", "氏名かな", "ヨミ", "読み"),
    "birth_date": ("birth_date", "birthdate", "birthday", "生年月日", "誕生日"),
    "phone": ("phone", "tel", "電話", "電話番号", "携帯", "携帯電話", "連絡先"),
    "email": ("email", "e-mail", "mail", "メール", "メールアドレス"),
    "sex": ("sex", "gender", "性別"),
    "language": ("language", "言語"),
    "note": ("note", "notes", "memo", "備考", "メモ"),
}
_SEXES: dict[str, Sex] = {"男": "male", "男性": "male", "m": "male", "male": "male", "女": "female", "女性": "female",
                          "f": "female", "female": "female"}  # fmt: skip
_LANGUAGES: dict[str, Language] = {"ja": "ja", "日本語": "ja", "en": "en", "english": "en", "英語": "en"}
MOST_BYTES, MOST_ROWS, LONGEST = 20_000_000, 50_000, 200
NOT_READABLE = N_("The file is neither UTF-8 nor Shift_JIS (CP932). Save it again as CSV UTF-8 from the spreadsheet.")
TOO_LARGE = N_("The file is too large to be a list of clients: at most 50,000 rows and 20 MB.")
NO_COLUMN = N_("The file has no column for {column}. Name it with --column {column}=HEADING; its headings: {headings}.")
NO_SUCH_HEADING = N_("The file has no column called {heading}; its headings: {headings}.")
TWICE = N_("Two columns of the file may be {column}: {headings}. Say with --column {column}=HEADING which it is.")
NO_NAME, NO_KANA = N_("no name"), N_("no kana, or not in kana")
BAD_DATE, TOO_LONG = (
    N_("the birth date cannot be read"),
    N_("a field is longer than 200 characters or has hidden signs"),
)


class ImportRow(msgspec.Struct, frozen=True):
    """One row of the file, by its line: the details, or why it is left out."""

    line: int
    details: ClientDetails | None
    given: frozenset[str]
    reason: str = ""


def decoded(raw: bytes) -> str:
    """The text of a file: with a BOM, as strict UTF-8, or as strict CP932; nothing is guessed."""
    if len(raw) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # what UTF-16 leaves behind
            return text
    raise Refused(NOT_READABLE)


def read_clients(raw: bytes, columns: dict[Column, str], today: date) -> list[ImportRow]:
    """The rows of a file; `columns` names the headings that are not found by themselves."""
    reader = csv.reader(io.StringIO(decoded(raw), newline=""))
    try:
        headings = next(reader, [])
        places = _places(headings, columns)
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(reader.line_num, cells, places, today))
            if len(rows) > MOST_ROWS:
                raise Refused(TOO_LARGE)
    except csv.Error:
        raise Refused(NOT_READABLE) from None
    return rows


def _places(headings: list[str], columns: dict[Column, str]) -> dict[Column, int]:
    """Where each column stands."""
    shown, plain = ", ".join(headings), [_plain(heading) for heading in headings]
    places: dict[Column, int] = {}
    for column in COLUMNS:
        wanted = columns.get(column)
        if wanted is not None:
            if _plain(wanted) not in plain:
                raise Refused(NO_SUCH_HEADING, heading=wanted, headings=shown)
            places[column] = plain.index(_plain(wanted))
            continue
        found = [place for place, heading in enumerate(plain) if heading in _HEADINGS[column]]
        if len(found) > 1:
            raise Refused(TWICE, column=column, headings=", ".join(headings[place] for place in found))
        if found:
            places[column] = found[0]
    for column in ("name", "kana"):
        if column not in places:
            raise Refused(NO_COLUMN, column=column, headings=shown)
    return places


def _plain(heading: str) -> str:
    return unicodedata.normalize("NFKC", heading).strip().casefold()


def _row(line: int, cells: list[str], places: dict[Column, int], today: date) -> ImportRow:
    told = {column: cells[place].strip() for column, place in places.items() if place < len(cells)}
    given = frozenset(column for column, value in told.items() if value)
    if any(len(value) > LONGEST or any(ord(sign) < 32 for sign in value) for value in told.values()):
        return ImportRow(line, None, given, TOO_LONG)
    name, kana = " ".join(told["name"].split()) if "name" in told else "", as_katakana(told.get("kana", ""))
    if not name:
        return ImportRow(line, None, given, NO_NAME)
    if not kana or not all(sign in " ・ー" or "ァ" <= sign <= "ヺ" for sign in kana):
        return ImportRow(line, None, given, NO_KANA)
    born = _born(told.get("birth_date", ""), today)
    if "birth_date" in given and born is None:
        return ImportRow(line, None, given, BAD_DATE)
    details = ClientDetails(
        name=name,
        kana=kana,
        sex=_SEXES.get(_plain(told.get("sex", "")), "unstated"),
        birth_date=born,
        phone=told.get("phone", ""),
        email=told.get("email", ""),
        language=_LANGUAGES.get(_plain(told.get("language", "")), "ja"),
        note=told.get("note", ""),
    )
    return ImportRow(line, details, given)


def _born(text: str, today: date) -> date | None:
    try:
        born = read_date(text) if text else None
    except ValueError:
        return None
    return born if born is not None and today.year - 110 <= born.year and born <= today else None
