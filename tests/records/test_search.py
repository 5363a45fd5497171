"""A client is found by whatever the front desk has in hand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text

from clinic_app import actions
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.search_keys import folded, keys_of, queries_of
from clinic_app.records.record import Record


@pytest.mark.parametrize(
    "typed",
    ["髙橋", "高橋", "たかはし", "タカハシ", "ﾀｶﾊｼ", "takahashi", "TAKAHASHI", "taka", "t", "1234", "234",
     "090-0000-1234", "０９０", "花子", "はなこ", "hana", "髙橋 花子", "高橋　花",
     "花子 髙橋", "高橋花子", "takahasi", "高\u200b橋"],
)  # fmt: skip
def test_takahashi_is_found_by(record: Record, client: Client, typed: str) -> None:
    assert [found.id for found in actions.find_clients(record, typed)] == [client.id]


@pytest.mark.parametrize(
    "typed", ["鈴木", "すずき", "suzuki", "9999", "高橋 太郎", "橋高", "%", "_", "*", "'", '"', "\\"]
)
def test_she_is_not_found_by(record: Record, client: Client, typed: str) -> None:
    assert actions.find_clients(record, typed) == ()


@pytest.mark.parametrize(
    ("name", "kana", "typed"),
    [
        ("𠮷田 誠", "ヨシダ マコト", "吉田"),
        ("山﨑 彩", "ヤマザキ アヤ", "山崎"),
        ("渡邉 恵", "ワタナベ メグミ", "渡辺"),
        ("渡邊 恵", "ワタナベ メグミ", "渡辺"),
        ("渡辺 恵", "ワタナベ メグミ", "渡邊"),
        ("濵田 潤", "ハマダ ジュン", "浜田"),
        ("濵田 潤", "ハマダ ジュン", "zyun"),
        ("齋藤 陸", "サイトウ リク", "斉藤"),
        ("齋藤 陸", "サイトウ リク", "saito"),
        ("齋藤 陸", "サイトウ リク", "saitou"),
        ("大野 俊", "オオノ シュン", "ohno"),
        ("大野 俊", "オオノ シュン", "oono"),
        ("大野 俊", "オオノ シュン", "shun"),
        ("大野 俊", "オオノ シュン", "syun"),
        ("服部 翔", "ハットリ ショウ", "hattori"),
        ("本間 純一", "ホンマ ジュンイチ", "junichi"),
        ("葛\U000e0100城 学", "カツラギ マナブ", "葛城"),
        ("神谷 福", "カミヤ フク", "神谷"),
        ("辺見えみり", "ヘンミエミリ", "えみり"),
        ("Zoë O’Neill", "ゾーイ オニール", "o'neill"),
        ("Zoë O’Neill", "ゾーイ オニール", "ぞい"),
        ("か\u3099んだ ゆう", "ガンダ ユウ", "がんだ"),
    ],
)
def test_variants_of_a_name_find_it(file_record: Record, name: str, kana: str, typed: str) -> None:
    actions.register_client(file_record, ClientDetails(name, kana), actor="staff-1")
    assert [found.details.name for found in actions.find_clients(file_record, typed)] == [name]


def test_a_changed_client_is_found_by_the_new_name_only(record: Record, client: Client) -> None:
    actions.change_client(
        record,
        replace(client, details=replace(client.details, name="佐藤 花子", kana="サトウ ハナコ")),
        actor="staff-1",
    )
    assert actions.find_clients(record, "高橋") == ()
    assert len(actions.find_clients(record, "satou")) == 1


def test_nothing_typed_shows_the_newest_clients(record: Record, client: Client) -> None:
    other = actions.register_client(record, ClientDetails("佐藤 誠", "サトウ マコト"), actor="staff-1").value
    assert [found.id for found in actions.find_clients(record, " ")] == [other.id, client.id]


def test_a_search_reads_an_index_and_not_the_table(file_record: Record, client: Client) -> None:
    plan = "EXPLAIN QUERY PLAN SELECT client_seq FROM client_key WHERE key >= 'a' AND key < 'b'"
    with file_record.engine.connect() as connection:
        read = " ".join(str(row) for row in connection.execute(text(plan)))
    assert "USING PRIMARY KEY" in read


@pytest.fixture
def client(request: pytest.FixtureRequest, hanako: ClientDetails) -> Client:
    """A registered client on the engine of the test."""
    name = "record" if "record" in request.fixturenames else "file_record"
    return actions.register_client(request.getfixturevalue(name), hanako, actor="staff-1").value


@settings(max_examples=100)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
def test_any_text_has_keys_and_is_found_by_itself(name: str, kana: str, phone: str) -> None:
    keys = keys_of(name, kana, phone)
    assert all(key and len(key) <= 40 for key in keys)
    for spellings in queries_of(kana):
        assert all(len(spelling) <= 40 for spelling in spellings)


def test_the_table_of_variants_is_written_in_their_final_form() -> None:
    source = Path(__file__).parents[2] / "clinic_app" / "domain" / "name_variants.py"
    assert source.read_text(encoding="utf-8").isprintable() is False  # it has lines
    for form in "高崎辺浜吉沢斎":
        assert folded(form) == form
