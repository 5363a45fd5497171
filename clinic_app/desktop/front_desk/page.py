"""The front desk's room: sheets, the day, returned diaries, one at a time. Its title names nobody."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.day_page import DayPage
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.diary_page import DiaryPage
from clinic_app.desktop.front_desk.queue_page import QueuePage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import Panel

PARTS = ("sheets", "day", "diary")


class DeskPage(QWidget):
    """What is typed on one part stays while somebody looks at another."""

    def __init__(self, room: Surroundings, desk: Desk) -> None:
        super().__init__()
        _ = room.text
        self.room, self.desk = room, desk
        self.setAccessibleName(_("Front desk"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        top = Panel(room.theme, "header", pad=8)
        words = {"sheets": _("Sheets"), "day": _("Visits"), "diary": _("Diary strips")}
        self.parts = Segments(room.theme, list(words.items()), _("Front desk"), clearable=False)
        self.parts.chosen.connect(self.show_part)
        top.add(self.parts)
        outer.addWidget(top)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self.made: dict[str, QWidget] = {}
        desk.begin()
        self.show_part(desk.part)

    def show_part(self, part: str) -> None:
        """Bring one part up."""
        self.desk.part = part
        self.parts.set_value(part)
        if part not in self.made:
            makers = {"sheets": QueuePage, "day": DayPage, "diary": DiaryPage}
            self.made[part] = makers[part](self.room, self.desk)
            self.stack.addWidget(self.made[part])
        self.stack.setCurrentWidget(self.made[part])
        self.setFocusProxy(self.made[part])
        self.made[part].setFocus()
