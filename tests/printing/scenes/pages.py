"""What the desk shows beside a sheet: an empty queue, page one, the day, calls and the diary."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from clinic_app.domain.booking import BookingState
from clinic_app.domain.desk import DayLine, DeskDay
from clinic_app.domain.plan_code import ALPHABET, read_plan_code
from clinic_app.domain.visit import VisitKind
from clinic_app.records.desk_files import DAY_ID, write_day
from tests.printing.scenes.scene import ready, scene
from tests.printing.stage import FIRST, Stage, sheet_of


@scene("nothing waits", "", "appears in the list by itself")
def empty(stage: Stage) -> None:
    stage.printer()
    stage.open()
    stage.until(lambda: stage.queue.bar.options() is not None)


@scene("page one uncovered", "Waiting", "")
def uncovered(stage: Stage) -> None:
    stage.printer()
    ready(stage)
    stage.choose(FIRST)
    preview = stage.queue.panel.preview
    stage.until(lambda: bool(preview.covered))
    preview.uncover.click()
    stage.rest()
    stage.queue.panel.ensureWidgetVisible(preview.covered[0])


@scene("visits of the day", "", "")
def visits(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    _book(stage)
    stage.open()
    stage.room.show_part("day")
    stage.rest()


@scene("somebody walks in", "", "")
def walk_in(stage: Stage) -> None:
    visits(stage)
    day: Any = stage.room.made["day"]
    day.walk_in.click()
    day.form.new.buttons["new"].click()
    stage.rest()


@scene("a call about red pain", "", "")
def call(stage: Stage) -> None:
    visits(stage)
    day: Any = stage.room.made["day"]
    day.call.click()
    stage.rest()


@scene("a diary strip came back", "", "")
def diary(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    stage.open()
    stage.room.show_part("diary")
    page: Any = stage.room.made["diary"]
    page.code.edit.setText(next(code for sign in ALPHABET if (code := read_plan_code(f"K7A24M{sign}"))))
    for day, (tick, signal) in enumerate(zip("1110110111-1-1", "bbbybbbbrb-b-b", strict=True)):
        page.strip.fill(day, tick)
        page.signals.fill(day, signal)
    page.signals.setFocus()
    stage.rest()


def _book(stage: Stage) -> None:
    """Three bookings of today, as the record tells the desk."""
    now = datetime.now(UTC)
    kinds: tuple[tuple[str, VisitKind, BookingState], ...] = (
        ("ヤマサキ ケンイチ", "follow_up", "arrived"), ("ワタナベ サクラ", "trial", "booked"),
        ("キムラ リク", "follow_up", "no_show"),
    )  # fmt: skip
    lines = tuple(
        DayLine(str(UUID(int=50 + place, version=4)), now + timedelta(minutes=place), 60, kana, kind, state, "佐藤",
                sheet_of(FIRST).round if place == 0 else "")
        for place, (kana, kind, state) in enumerate(kinds)
    )  # fmt: skip
    stage.out.write(DAY_ID, write_day(DeskDay(now, lines)))
