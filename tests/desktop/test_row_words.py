"""The words of a row of the day take the room, and have the look, that a label for each of them would give them."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.theme import Theme, ThemeName, style_sheet
from clinic_app.desktop.trainer.row_words import Fact, RowWords
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import column, label, row

LONG = "とても長い名前の人 " * 6
LEAD = Fact("09:30", "title")
LINES = [
    [Fact("髙橋 花子", "strong"), Fact("タカハシ ハナコ", "soft"), Fact("Follow-up", "pill")],
    [Fact("Not registered yet", "soft"), Fact("来店済み", "pill", "accent"), Fact("090-0000-1234", "soft")],
]
NOTE = Fact("走ったあと、夜も痛みで目が覚めるとのこと。" * 3, wraps=True, fills=True)


def as_labels(theme: Theme) -> QWidget:
    """The same with a label for each."""
    made, words = QWidget(), column(theme, pad=0, gap=2)
    line: QHBoxLayout = row(theme, 12)
    line.addWidget(label(LEAD.words, LEAD.role))
    for facts in LINES:
        flow = FlowLayout(theme.px(10))
        for fact in facts:
            flow.addWidget(label(fact.words, fact.role, tone=fact.tone, wrap=fact.wraps))
        words.addLayout(flow)
    words.addWidget(label(NOTE.words, wrap=True))
    line.addLayout(words, 1)
    made.setLayout(line)
    return made


def as_one(theme: Theme) -> RowWords:
    made = RowWords(theme, LEAD)
    for facts in [*LINES, [NOTE]]:
        made.add(*facts, below=True)
    return made


def seen(window: QWidget, widget: QWidget, width: int, height: int) -> list[int]:
    widget.setGeometry(0, 0, width, height)
    widget.show()
    picture = window.grab(widget.geometry()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    widget.hide()
    return list(picture.constBits().cast("I"))


@pytest.mark.parametrize(("look", "scale"), [("light", 1.0), ("dark", 1.5)])
def test_words_stand_where_labels_would_stand(qtbot: QtBot, look: ThemeName, scale: float) -> None:
    load_fonts()
    theme, window = Theme(look, scale), QWidget()
    qtbot.addWidget(window)
    window.setObjectName("window")
    window.setStyleSheet(style_sheet(theme))
    window.resize(theme.px(900), theme.px(400))
    labels, one = as_labels(theme), as_one(theme)
    for widget in (labels, one):
        widget.setParent(window)
        widget.show()  # a label has its font from then on
    window.show()
    one.hide()
    for width in (theme.px(260), theme.px(420), theme.px(900)):
        height = labels.heightForWidth(width)
        assert one.heightForWidth(width) == height
        for more in (0, 13):
            before, after = (seen(window, widget, width, height + more) for widget in (labels, one))
            differing = sum(dot != other for dot, other in zip(before, after, strict=True))
            assert differing < len(before) / 500, "a label cuts off the uppermost edge of a letter, nothing else"
            assert len(set(after)) > 10, "something is painted"


def test_what_stands_in_a_row_is_heard_as_one_and_a_fact_without_words_takes_no_room(qtbot: QtBot) -> None:
    made = RowWords(Theme(), LEAD)
    qtbot.addWidget(made)
    made.add(Fact("髙橋 花子", "strong"), Fact("", "soft"))
    size = made.sizeHint()
    made.add(Fact("", "soft"), below=True)
    assert made.sizeHint() == size
    assert made.accessibleName() == "09:30 髙橋 花子"
    assert made.text().split("\n") == ["09:30", "髙橋 花子"]
    made.add(Fact(LONG, wraps=True), below=True)
    assert made.minimumSizeHint().width() < made.sizeHint().width()
    assert made.heightForWidth(200) > made.heightForWidth(600)
