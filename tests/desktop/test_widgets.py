"""Controls as hands use them: digits, Backspace, plus and minus, typed numbers, text that is never markup."""

from html import escape
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.desktop import qt_numbers
from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets import measured
from clinic_app.desktop.widgets.choices import Segments, Ticks
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import Took
from clinic_app.desktop.widgets.labels import ScrollColumn, label
from clinic_app.desktop.widgets.numbers import DurationField, NrsRow, NumberField, Stepper, read_number
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.widgets.pain_row import PainRow
from clinic_app.desktop.widgets.password import PasswordField
from clinic_app.desktop.widgets.plain_button import Names

THEME = Theme()


def test_the_numbers_of_the_first_window_are_the_ones_of_the_toolkit(qtbot: QtBot) -> None:
    hints = Qt.InputMethodHint
    secret = hints.ImhHiddenText | hints.ImhSensitiveData | hints.ImhNoPredictiveText
    assert Qt.TextFormat.PlainText.value == qt_numbers.PLAIN_TEXT
    assert Qt.FocusPolicy.NoFocus.value == qt_numbers.NO_FOCUS
    assert Qt.ScrollBarPolicy.ScrollBarAlwaysOff.value == qt_numbers.BAR_ALWAYS_OFF
    assert secret.value == qt_numbers.SECRET_INPUT
    assert (Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft) == qt_numbers.WRAPPED
    assert (Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter) == qt_numbers.WRAPPED_IN_THE_MIDDLE
    assert Qt.AlignmentFlag.AlignCenter.value == qt_numbers.IN_THE_MIDDLE
    password = PasswordField(THEME, "合言葉", show="表示")
    qtbot.addWidget(password)
    assert password.edit.inputMethodHints() & secret == secret
    assert label("<b>", wrap=False).textFormat() is Qt.TextFormat.PlainText
    assert ScrollColumn(THEME).focusPolicy() is Qt.FocusPolicy.NoFocus


def test_names_stand_in_columns_that_fit_and_one_of_them_is_chosen(qtbot: QtBot) -> None:
    people = [(str(number), f"見本 {number} & 花子") for number in range(5)]
    names = Names(THEME, people, "誰ですか", 400)
    qtbot.addWidget(names)
    names.show()
    assert names.value() is None
    qtbot.mouseClick(names.buttons["3"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(names.buttons["4"], Qt.MouseButton.LeftButton)
    assert names.value() == "4"
    assert names.sizeHint().width() <= 400
    widths = {button.width() for button in names.buttons.values()}
    assert max(widths) - min(widths) <= 1
    assert names.buttons["0"].text() == "見本 0 && 花子"


def shown(qtbot: QtBot, widget: QWidget) -> list[Any]:
    """Show a widget; returns the list that its announcements will be in."""
    said: list[Any] = []
    qtbot.addWidget(widget)
    signal = widget.chosen if hasattr(widget, "chosen") else widget.typed
    signal.connect(lambda *values: said.append(values[0] if len(values) == 1 else values))
    widget.show()
    return said


def test_a_digit_picks_an_answer_and_backspace_takes_it_back(qtbot: QtBot) -> None:
    segments = Segments(THEME, [("yes", "はい"), ("no", "いいえ")], "反らすと痛い")
    said = shown(qtbot, segments)
    qtbot.keyClick(segments.buttons["yes"], Qt.Key.Key_2)
    assert segments.value() == "no"
    qtbot.keyClick(segments.buttons["no"], Qt.Key.Key_Backspace)
    assert segments.value() is None
    assert said == ["no", None]


def test_the_chosen_answer_pressed_again_is_not_asked(qtbot: QtBot) -> None:
    segments = Segments(THEME, [("yes", "はい"), ("no", "いいえ")], "反らすと痛い")
    said = shown(qtbot, segments)
    for _ in range(2):
        qtbot.mouseClick(segments.buttons["yes"], Qt.MouseButton.LeftButton)
    assert said == ["yes", None]


def test_showing_an_answer_does_not_announce_it(qtbot: QtBot) -> None:
    segments = Segments(THEME, [("yes", "はい"), ("no", "いいえ")], "反らすと痛い")
    said = shown(qtbot, segments)
    segments.set_value("yes")
    assert said == []


def test_none_seen_is_an_answer_of_its_own(qtbot: QtBot) -> None:
    ticks = Ticks(THEME, [("a", "腰が浮く"), ("b", "骨盤が回る")], "主な代償動作", "なし")
    said = shown(qtbot, ticks)
    assert ticks.value() is None
    qtbot.mouseClick(ticks.buttons[""], Qt.MouseButton.LeftButton)
    assert ticks.value() == []
    qtbot.mouseClick(ticks.buttons["b"], Qt.MouseButton.LeftButton)
    assert ticks.value() == ["b"]
    assert said == [[], ["b"]]


def test_plus_reaches_ten_on_the_pain_scale(qtbot: QtBot) -> None:
    row = NrsRow(THEME, "今の痛み")
    said = shown(qtbot, row)
    qtbot.keyClick(row.buttons["0"], Qt.Key.Key_9)
    qtbot.keyClick(row.buttons["9"], Qt.Key.Key_Plus)
    assert said == ["9", "10"]


def test_a_stepper_starts_at_its_lowest_and_stays_within_its_limits(qtbot: QtBot) -> None:
    stepper = Stepper(THEME, "回", 1, 3)
    said = shown(qtbot, stepper)
    for _ in range(5):
        qtbot.mouseClick(stepper.plus, Qt.MouseButton.LeftButton)
    qtbot.keyClick(stepper, Qt.Key.Key_Backspace)
    assert said == [1, 2, 3, 3, 3, None]


def test_pain_is_set_for_the_moment_that_was_picked(qtbot: QtBot) -> None:
    row = PainRow(THEME, "痛み", [("before", "前"), ("during", "中"), ("after", "後")])
    said = shown(qtbot, row)
    qtbot.keyClick(row.buttons["before"], Qt.Key.Key_2)
    qtbot.mouseClick(row.buttons["during"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(row.buttons["during"], Qt.Key.Key_4)
    qtbot.mouseClick(row.plus, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.buttons["during"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(row.buttons["during"], Qt.Key.Key_Backspace)
    assert said == [("before", 2), ("during", 4), ("after", 0), ("during", None)]


def test_digits_fill_the_moments_of_pain_one_after_the_other(qtbot: QtBot) -> None:
    row = PainRow(THEME, "痛み", [("before", "前"), ("during", "中"), ("after", "後")])
    said = shown(qtbot, row)
    row.show_keys(True)
    assert [row.take_key(key) for key in ("2", "+", "0")] == [Took.STAY, Took.STAY, Took.DONE]
    assert said == [("before", 2), ("during", 10), ("after", 0)]


@pytest.mark.parametrize(
    ("typed", "read"), [("４８", 48), ("48.5", 48.5), (" 1,200 ", 1200), ("", None), ("−3", -3), ("12。", None)]
)
def test_numbers_are_read_as_people_type_them(typed: str, read: float | None) -> None:
    if typed == "12。":
        with pytest.raises(ValueError, match="12"):
            read_number(typed)
    else:
        assert read_number(typed) == read


def test_typed_text_is_announced_after_a_pause_without_leaving_the_field(qtbot: QtBot) -> None:
    field = NumberField(THEME, "週の走行距離")
    said = shown(qtbot, field)
    qtbot.keyClicks(field.edit, "42")
    assert said == []
    qtbot.waitUntil(lambda: said == ["42"], timeout=30_000)


def test_leaving_the_field_announces_at_once_and_only_once(qtbot: QtBot) -> None:
    field = NumberField(THEME, "週の走行距離")
    said = shown(qtbot, field)
    qtbot.keyClicks(field.edit, "42")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    field.flush()
    assert said == ["42"]


def test_a_time_in_months_is_announced_in_weeks(qtbot: QtBot) -> None:
    field = DurationField(THEME, "痛みが始まってから", ["日", "週", "か月", "年"])
    said = shown(qtbot, field)
    field.unit.pick("months")
    qtbot.keyClicks(field.number.edit, "3")
    qtbot.keyClick(field.number.edit, Qt.Key.Key_Return)
    assert said[-1] == "13.0446"


@pytest.mark.parametrize(
    ("weeks", "shown_as"), [(8, ("weeks", "8")), (52.1786, ("years", "1")), (0.4286, ("days", "3"))]
)
def test_a_time_is_shown_in_the_unit_it_was_told_in(qtbot: QtBot, weeks: float, shown_as: tuple[str, str]) -> None:
    field = DurationField(THEME, "痛みが始まってから", ["日", "週", "か月", "年"])
    shown(qtbot, field)
    field.set_weeks(weeks)
    assert (field.unit.value(), field.number.text()) == shown_as


@pytest.mark.parametrize("wrap", [True, False])
def test_words_on_a_label_are_never_markup(qtbot: QtBot, wrap: bool) -> None:
    hostile = '<img src="/etc/hostname"><b>太字</b> & <a href="x">y</a>'
    made = label(hostile, wrap=wrap)
    qtbot.addWidget(made)
    assert made.text() == hostile
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_sizes_are_kept_without_the_words_they_were_measured_of(qtbot: QtBot) -> None:
    load_fonts()
    name = "架空 花子 (1984-05-01)"
    made = label(name, wrap=True)
    qtbot.addWidget(made)
    assert made.heightForWidth(60) > made.heightForWidth(600) > 0
    assert "花子" not in repr(measured._sizes) + repr(measured._boxes)


@pytest.mark.parametrize(
    "words", ["ひざを胸に近づけると 𠮷田さんは痛みますか。\n\n右と左を比べて", "Compare <right> & left", "a"]
)
def test_wrapped_words_stand_as_in_rich_text(qtbot: QtBot, words: str) -> None:
    load_fonts()
    ours, rich = label(words, wrap=True), QLabel()
    rich.setTextFormat(Qt.TextFormat.RichText)
    rich.setWordWrap(True)
    rich.setText(f'<p style="line-height:130%">{escape(words).replace(chr(10), "<br>")}</p>')
    for made in (ours, rich):
        qtbot.addWidget(made)
        made.setFont(measured.font_of(15, bold=False))
    assert (ours.sizeHint(), ours.minimumSizeHint()) == (rich.sizeHint(), rich.minimumSizeHint())
    for wide in (90, 210, 600):
        assert ours.heightForWidth(wide) == rich.heightForWidth(wide)
        for made in (ours, rich):
            made.resize(wide, rich.heightForWidth(wide) + 7)
        assert ours.grab().toImage() == rich.grab().toImage()


def test_a_flow_breaks_anew_when_a_part_of_it_grows(qtbot: QtBot) -> None:
    load_fonts()
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(8, page)
    buttons = [OptionButton(THEME, "はい") for _ in range(3)]
    for button in buttons:
        flow.addWidget(button)
    page.resize(240, 200)
    page.show()
    assert len({button.y() for button in buttons}) == 1
    buttons[0].setText("もう少し長い言葉が並ぶ")
    buttons[0].updateGeometry()
    qtbot.waitUntil(lambda: len({button.y() for button in buttons}) == 2, timeout=30_000)
