"""The front desk's room: sheets, the day, returned diaries, one at a time. Its title names nobody."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.day_page import DayPage
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.diary_page import DiaryPage
from clinic_app.desktop.front_desk.queue_page import QueuePage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.where_standing import standing_banner

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
        self.where = QWidget()
        self.head = row(room.theme, 12)
        self.head.addWidget(self.parts)
        self.head.addStretch(1)
        self.head.addWidget(self.where)
        top.add(self.head)
        outer.addWidget(top)
        self.above = QWidget()
        self.above.setProperty("role", "ground")
        self.asked = column(room.theme, pad=12, gap=0)
        self.above.setLayout(self.asked)
        outer.addWidget(self.above)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self.made: dict[str, QWidget] = {}
        self._build_where()
        self._ask()
        desk.changed.connect(self._show_where)
        desk.begin()
        self.show_part(desk.part)

    def _build_where(self) -> None:
        """In which studio this desk stands, and the way to those of all others where the person works."""
        there, line = self.room.whereabouts, row(self.room.theme, 10)
        self.where.setLayout(line)
        self.where.setVisible(there is not None and there.are_several)
        self.stands, self.all = label("", "soft"), action_button(self.room.theme, "", "quiet")
        self.all.clicked.connect(self._on_all)
        line.addWidget(self.stands)
        line.addWidget(self.all)
        self._show_where()

    def _show_where(self) -> None:
        _, there = self.room.text, self.room.whereabouts
        if there is not None and there.are_several:
            name = there.name(there.here())
            self.stands.setText(_("All my studios") if self.desk.shows_all else name)
            only = _("Show only {studio}").format(studio=name)
            self.all.setText(only if self.desk.shows_all else _("Show all my studios"))

    def _on_all(self) -> None:
        self.desk.show_all(not self.desk.shows_all)
        self._show_where()

    def _ask(self) -> None:
        """Where the computer stands is asked for once, and told where something is not as it was."""
        clear(self.asked)
        banner = standing_banner(self.room, self._on_standing)
        self.above.setVisible(banner is not None)
        if banner is not None:
            self.asked.addWidget(banner)

    def _on_standing(self) -> None:
        self._ask()
        self.desk.changed.emit()

    def look_again(self) -> None:
        """Something may be new in the folders, or a studio is called otherwise, closed or open again."""
        self._on_standing()
        self.desk.look()

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
