"""How long a search takes from the last key to the painted list, in an encrypted record of very many clients.

What is measured is what a person waits for: the text is in the field, the record is read, the list is painted. The
peer is a table scan with LIKE over the same rows, which is what a search without keys would do. Nothing here is a
timed test.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, text

from clinic_app.domain.search_keys import kana_order, keys_of
from clinic_app.records import models
from clinic_app.records.engines import file_engine

KEY = bytes(range(32))
SIZES = (100_000,)  # `CLINIC_APP_MANY=1000000` adds the goal
PAGE, ROUNDS = 2_000, 15
TYPED = {
    "one kanji": "高", "kanji, variant": "髙橋", "kana": "たかはし", "half-width kana": "ﾀｶﾊｼ", "one Latin letter": "t",
    "romaji, Kunrei": "takahasi", "two words": "高橋 花", "two words, either order": "hana taka", "phone tail": "4321",
    "birth date": "1984-03-01", "era date": "S59.3.1", "nobody": "ゑゑゑ",
}  # fmt: skip
FAMILY = (
    ("髙橋", "タカハシ"), ("高橋", "タカハシ"), ("佐藤", "サトウ"), ("鈴木", "スズキ"),
    ("田中", "タナカ"), ("伊藤", "イトウ"), ("渡邉", "ワタナベ"), ("山本", "ヤマモト"),
    ("中村", "ナカムラ"), ("小林", "コバヤシ"), ("加藤", "カトウ"), ("𠮷田", "ヨシダ"),
    ("山田", "ヤマダ"), ("佐々木", "ササキ"), ("山口", "ヤマグチ"), ("松本", "マツモト"),
    ("井上", "イノウエ"), ("木村", "キムラ"), ("林", "ハヤシ"), ("清水", "シミズ"),
    ("齋藤", "サイトウ"), ("大野", "オオノ"), ("長谷川", "ハセガワ"), ("勅使河原", "テシガワラ"),
    ("五十嵐", "イガラシ"), ("服部", "ハットリ"), ("本間", "ホンマ"), ("遠藤", "エンドウ"),
)  # fmt: skip
GIVEN = (
    ("花子", "ハナコ"), ("美咲", "ミサキ"), ("陽菜", "ヒナ"), ("さくら", "サクラ"),
    ("由美", "ユミ"), ("真理子", "マリコ"), ("太郎", "タロウ"), ("健一", "ケンイチ"),
    ("翔太", "ショウタ"), ("大輔", "ダイスケ"), ("俊", "シュン"), ("浩二", "コウジ"),
    ("陸", "リク"), ("直樹", "ナオキ"), ("誠", "マコト"), ("潤", "ジュン"),
    ("隆史", "タカシ"), ("恵", "メグミ"),
)  # fmt: skip


Times = tuple[float, float]  # by the clock on the wall, and by the processor: a busy machine shows in the first


def measure(python: str = sys.executable, rounds: int = ROUNDS) -> dict[str, dict[str, Times]]:
    """Medians in milliseconds, by size of the record; `python` is not needed."""
    del python
    sizes = (*SIZES, *((int(os.environ["CLINIC_APP_MANY"]),) if os.environ.get("CLINIC_APP_MANY") else ()))
    return {f"{size:,} clients": _measured(size, rounds) for size in sizes}


def report(result: dict[str, dict[str, Times]]) -> str:
    """The table: milliseconds from the last key to the painted list."""
    lines = []
    for size, rows in result.items():
        lines.append(f"{'search on screen, ' + size:<46}{'median ms':>10}{'processor':>10}")
        lines += [f"  {name:<44}{wall:>10.1f}{processor:>10.1f}" for name, (wall, processor) in rows.items()]
    return "\n".join(lines)


def _measured(size: int, rounds: int) -> dict[str, Times]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.db"
        engine = _filled(path, size)
        try:
            shown = {f"{name} ({typed})": value for name, typed, value in _on_screen(engine, rounds)}
            scan = _medians_ms(lambda: _scan(engine), max(3, rounds // 5))
        finally:
            engine.dispose()
    return {**shown, "a table scan with LIKE, not painted (peer)": scan}


def _filled(path: Path, size: int) -> Engine:
    """A record with made-up clients; written by the page, because only reading is measured."""
    from clinic_app.bootstrap.record_files import create_record

    create_record(path, KEY).close()
    engine, chance = file_engine(path, KEY), random.Random(1)  # noqa: S311 - made up
    for first in range(0, size, PAGE):
        with engine.begin() as connection:
            rows = [_client(number, chance) for number in range(first, min(first + PAGE, size))]
            connection.execute(insert(models.Client), rows)
            keys = [
                {"client_seq": row["seq"], "key": key}
                for row in rows
                for key in keys_of(row["name"], row["kana"], row["phone"], row["birth_date"])
            ]
            connection.execute(insert(models.ClientKey), keys)
    return engine


def _client(number: int, chance: random.Random) -> dict[str, object]:
    (family, family_kana), (given, given_kana) = chance.choice(FAMILY), chance.choice(GIVEN)
    kana = f"{family_kana} {given_kana}"
    return {
        "seq": number + 1, "id": f"{number:08x}", "name": f"{family} {given}", "kana": kana, "sex": "unstated",
        "birth_date": date(1940, 1, 1) + timedelta(days=chance.randrange(25_000)),
        "phone": f"090-{chance.randrange(10_000):04}-{chance.randrange(10_000):04}", "email": "", "language": "ja",
        "note": "", "created_at": datetime(2026, 1, 1, tzinfo=UTC), "revision": 1, "goal": "",
        "kana_order": kana_order(kana),
    }  # fmt: skip


def _on_screen(engine: Engine, rounds: int) -> Iterator[tuple[str, str, Times]]:
    """Each text put into the field of the real page in a window, until the list is painted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from clinic_app.cli.factory import factory_evaluator
    from clinic_app.desktop.app import application, settle
    from clinic_app.desktop.context import Context
    from clinic_app.desktop.theme import style_sheet
    from clinic_app.desktop.trainer.clients import ClientsPage
    from clinic_app.domain.clinic import ClinicProfile
    from clinic_app.records.record import Record

    app = application()
    context = Context(
        record=Record(engine), evaluator=factory_evaluator(), poses={}, clinic=ClinicProfile("見本"), person="見本"
    )
    app.setStyleSheet(style_sheet(context.theme))
    page = ClientsPage(context)
    page.resize(1280, 650)
    page.show()
    settle()

    def put(typed: str) -> None:
        page.search.edit.setText(typed)
        settle()
        page.repaint()

    for name, typed in {**TYPED, "the whole list again": ""}.items():
        yield name, typed, _medians_ms(lambda typed=typed: put(typed), rounds, before=lambda: put("zzz"))
    page.close()
    page.deleteLater()
    settle()


def _scan(engine: Engine) -> None:
    query = "SELECT id, name, kana FROM client WHERE name LIKE :t OR kana LIKE :t ORDER BY kana LIMIT 50"
    with engine.execution_options(reading=True).connect() as connection:
        connection.execute(text(query), {"t": "%タカハシ%"}).fetchall()


def _medians_ms(action: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None) -> Times:
    wall, processor = [], []
    for _ in range(rounds):
        before()
        began, used = time.perf_counter(), time.process_time()
        action()
        processor.append(time.process_time() - used)
        wall.append(time.perf_counter() - began)
    return statistics.median(wall) * 1000, statistics.median(processor) * 1000
