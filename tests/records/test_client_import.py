"""Clients from another program's CSV: encodings, columns, who is known, and all or nothing."""

import json
from datetime import date
from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.actions.client_import import import_clients, plan_import
from clinic_app.actions.client_list_file import decoded, read_clients
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.record_files import create_record
from clinic_app.cli import main
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.passwords import FLOOR
from clinic_app.records.record import Record, utc_now
from clinic_app.records.rotation import Places
from clinic_app.records.staff_keys import StaffKeys

TODAY = date(2026, 11, 22)
LIST = (
    "氏名,フリガナ,生年月日,電話番号,性別,備考\r\n"
    "髙橋 花子,タカハシ ハナコ,S60.4.1,090-0000-1234,女,=1+1\r\n"
    "鈴木 一郎,すずき いちろう,1990/2/30,,男,\r\n"
    ",ナマエナシ,,,,\r\n"
    "\r\n"
    '佐藤 次郎,さとう じろう,,03-0000-0000,男,"二行"\r\n'
)
PASSWORD = "とても長い合言葉 2026"  # noqa: S105 - made up


def rows(raw: bytes) -> list[tuple[int, str, str]]:
    return [(row.line, row.details.name if row.details else "", row.reason) for row in read_clients(raw, {}, TODAY)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_a_list_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    assert rows(LIST.encode(encoding)) == [
        (2, "髙橋 花子", ""),
        (3, "", "the birth date cannot be read"),
        (4, "", "no name"),
        (6, "佐藤 次郎", ""),
    ]


def test_nothing_is_guessed_about_bytes_that_fit_no_encoding() -> None:
    with pytest.raises(Refused, match="neither UTF-8 nor"):
        decoded("氏名,カナ".encode("utf-16"))


def test_columns_are_named_where_headings_do_not_tell_them() -> None:
    raw = "お客,よみがな\r\n花子,ハナコ\r\n".encode()
    with pytest.raises(Refused, match="no column for"):
        read_clients(raw, {}, TODAY)
    (row,) = read_clients(raw, {"name": "お客", "kana": "よみがな"}, TODAY)
    assert row.details == ClientDetails("花子", "ハナコ")
    with pytest.raises(Refused, match="no column called"):
        read_clients(raw, {"name": "顧客", "kana": "よみがな"}, TODAY)
    twice = "氏名,名前,カナ\r\na,b,カ\r\n".encode()
    with pytest.raises(Refused, match="Two columns"):
        read_clients(twice, {}, TODAY)


def test_somebody_known_gets_what_was_missing_and_keeps_what_was_there(record: Record) -> None:
    known = ClientDetails("髙橋 花子", "タカハシ ハナコ", birth_date=date(1985, 4, 1), note="前からのメモ")
    actions.register_client(record, known, actor="staff-1")
    found = read_clients(LIST.encode(), {}, TODAY)
    assert [line.outcome for line, _row, _client in plan_import(record, found)] == [
        "updated",
        "skipped",
        "skipped",
        "created",
    ]
    assert len(actions.find_clients(record, "")) == 1, "looking changes nothing"
    import_clients(record, found, actor="staff-1")
    (hanako,) = actions.find_clients(record, "タカハシ")
    assert (hanako.details.phone, hanako.details.note, hanako.details.sex) == (
        "090-0000-1234",
        "前からのメモ",
        "female",
    )
    again = import_clients(record, found, actor="staff-1")
    assert [line.outcome for line in again] == ["skipped"] * 4


def test_a_row_that_the_record_refuses_takes_back_the_whole(record: Record) -> None:
    found = read_clients(LIST.encode(), {}, TODAY)
    assert found[-1].details is not None
    found[-1] = type(found[-1])(9, ClientDetails("花子", "ハナコ", note="\0"), frozenset())
    with pytest.raises(Refused):
        import_clients(record, found, actor="staff-1")
    assert actions.find_clients(record, "") == ()


def test_the_command_tries_first_and_then_takes_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    studio = ClinicFiles(tmp_path / "studio")
    with studio.new_generation(utc_now()) as generation:
        made = StaffKeys(Places(generation.slots, generation.record, studio.folder)).create("見本", PASSWORD, FLOOR)
        create_record(generation.record, made.ring.keys["clinic"][0]).close()
    listed, password = tmp_path / "clients.csv", tmp_path / "password"
    listed.write_bytes(LIST.encode("cp932"))
    password.write_text(PASSWORD, encoding="utf-8")
    words = [
        "--data",
        str(studio.folder),
        "import-clients",
        str(listed),
        "--password-file",
        str(password),
        "--language",
    ]
    assert main([*words, "en", "--dry-run"]) == 0
    assert "2 would be created" in capsys.readouterr().out
    assert main([*words, "ja", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["created"], told["skipped"], [left["line"] for left in told["left_out"]]) == (2, 2, [3, 4])
    record = OwnClinic(studio).enter(made.ring).record
    try:
        assert len(actions.find_clients(record, "")) == 2
    finally:
        record.close()
