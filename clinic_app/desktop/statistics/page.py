"""The manager's page: the releases at the left, one of them at the right, looked at from several sides."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.statistics.export_panel import ExportPanel
from clinic_app.desktop.statistics.shelf import OnShelf, Shelf
from clinic_app.desktop.statistics.sides import VIEWS, side
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, column, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.desktop.widgets.tab_order import tab_after
from clinic_app.domain.release import HIDE_BELOW, LEAST_CLIENTS, Release
from clinic_app.errors import Refused
from clinic_app.i18n import N_

LIST_WIDTH, MOST_LIST = 240, 360
HIDDEN_NOTE = N_(
    "Only closed periods are shown. Numbers of 1 to {most} people, and numbers from which one of those could be worked "
    "out, stand as x."
)
READING = N_("The releases are being read…")
NOTHING_YET = N_("No period has been released yet.")
HOW_IT_BEGINS = N_(
    "An owner or trainer closes a half-year or a year when it is over; its numbers then appear here by themselves. "
    "A period with fewer than {least} clients is not released, because somebody could be recognised in it."
)


WITHOUT_TABLES = N_(
    "Without tables of their own, so that nobody can be found in them: {studios}. Their clients are counted in those "
    "for all."
)


class StatisticsPage(QWidget):
    """Releases never change, so they are read once, when the page comes up: beside it, for they may lie far away."""

    def __init__(self, surroundings: Surroundings, shelf: Shelf, view: str = "overview") -> None:
        super().__init__()
        self.surroundings, self.shelf, self.view = surroundings, shelf, view
        self.setProperty("role", "ground")
        self.setAccessibleName(surroundings.text("Statistics"))
        self.problem: Exception | None = None
        self.reading = True
        self.found: tuple[OnShelf, ...] = ()
        self.chosen: OnShelf | None = None
        self.studio = ""  # the code of one of several studios; empty for all
        self.studios: Segments | None = None
        self.export: ExportPanel | None = None
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._list())
        self.right = ScrollColumn(surroundings.theme)
        outer.addWidget(self.right, 1)
        self._fill()
        run_task(shelf.releases, self._on_read, self._on_unread, self)

    def _on_read(self, found: tuple[OnShelf, ...]) -> None:
        self.reading, self.found = False, newest_first(found)
        self.chosen = next((one for one in self.found if one.release is not None), None)
        for one in self.found:
            words = self.surroundings.text("Cannot be read") if one.release is None else self._name(one.release)
            tab = OptionButton(self.surroundings.theme, words, leading=True)
            tab.clicked.connect(lambda _checked=False, one=one: self.choose(one))
            self.tabs[one.id] = tab
            self.periods.addWidget(tab)
        self._fill()

    def _on_unread(self, error: Exception) -> None:
        self.reading, self.problem = False, error
        self._fill()

    def _list(self) -> Panel:
        _, theme = self.surroundings.text, self.surroundings.theme
        side = Panel(theme, "left", pad=0)
        side.setFixedWidth(min(theme.px(LIST_WIDTH), MOST_LIST))
        inside = ScrollColumn(theme, role="surface", pad=14, gap=8)  # with large text a low screen has no room for all
        inside.add(label(_("Statistics"), "title"))
        self.tabs: dict[str, OptionButton] = {}
        self.periods = column(theme, pad=0, gap=8)
        inside.body.addLayout(self.periods)
        inside.body.addStretch(1)
        inside.add(label(_(HIDDEN_NOTE).format(most=HIDE_BELOW - 1), "soft", wrap=True))
        side.add(inside, 1)
        return side

    def _name(self, release: Release) -> str:
        return release.period.label.in_language(self.surroundings.language)

    def choose(self, one: OnShelf) -> None:
        """Show one release, from the side that was looked at last."""
        self.chosen = one
        self._close_export()
        self._fill()

    def show_view(self, view: str) -> None:
        """Look at the release from another side."""
        self.view = view
        self._fill()

    def show_studio(self, code: str) -> None:
        """Look at the tables of one studio, or at those for all."""
        self.studio = code
        self._close_export()
        self._fill()

    def _fill(self) -> None:
        for identity, tab in self.tabs.items():
            tab.setChecked(self.chosen is not None and identity == self.chosen.id)
        clear(self.right.body)
        self.export = None
        _ = self.surroundings.text
        if self.chosen is None:
            unreadable = next((one.problem for one in self.found if one.problem is not None), self.problem)
            self._say_nothing(unreadable)
        elif self.chosen.release is None:
            self._say_nothing(self.chosen.problem)
        else:
            self._show(self.chosen.release)
        self.right.body.addStretch(1)
        self.right.verticalScrollBar().setValue(0)

    def _say_nothing(self, problem: Exception | None) -> None:
        _ = self.surroundings.text
        card = Panel(self.surroundings.theme, pad=24, gap=10)
        if self.reading:
            card.add(label(_(READING), "strong", wrap=True))
        elif problem is None:
            card.add(label(_(NOTHING_YET), "strong", wrap=True))
            card.add(label(_(HOW_IT_BEGINS).format(least=LEAST_CLIENTS), wrap=True))
        else:
            words = _("The program has a fault ({kind}). Try again; if it comes back, report it.")
            ours = words.format(kind=type(problem).__name__)
            told = problem.sentence(self.surroundings.language) if isinstance(problem, Refused) else ours
            card.add(label(told, "strong", wrap=True))
        self.right.add(card)

    def _show(self, release: Release) -> None:
        _, theme = self.surroundings.text, self.surroundings.theme
        head = row(theme, 12)
        words = column(theme, pad=0, gap=8)
        words.addWidget(label(self._name(release), "display"))
        closed = release.manifest.closed_at.astimezone().date().isoformat()
        about = _("Closed on {day}. No day lies in two periods.").format(day=closed)
        words.addWidget(label(about, "soft", wrap=True))
        head.addLayout(words, 1)
        self.export_button = action_button(theme, _("Export…"), "primary")
        self.export_button.clicked.connect(self.open_export)
        head.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTop)
        self.right.add(head)
        self._offer_studios(release)
        self.views = Segments(theme, [(key, _(name)) for key, name in VIEWS], _("What to look at"), clearable=False)
        self.views.set_value(self.view)
        self.views.chosen.connect(lambda view: self.show_view(str(view)))
        self.right.add(self.views)
        others = tuple(one.release for one in self.found if one.release is not None)
        shown = release.of_studio(self.studio)
        if self.studio and shown is not None:
            others = tuple(one for one in (other.of_studio(self.studio) for other in others) if one is not None)
        looked_at = release if shown is None or self.view == "made" else shown  # it was made as one
        for part in side(self.view, self.surroundings, looked_at, others):
            self.right.add(part)

    def _offer_studios(self, release: Release) -> None:
        """Of a company with several studios the tables for all, or those of one."""
        self.studios = None
        if release.of_studio(self.studio) is None:
            self.studio = ""
        if not release.slices:
            return
        _ = self.surroundings.text
        names = [(one.studio.code, one.studio.name) for one in release.slices]
        offered = [("", _("All studios")), *names]
        self.studios = Segments(self.surroundings.theme, offered, _("Studio"), clearable=False)
        self.studios.set_value(self.studio)
        self.studios.chosen.connect(lambda code: self.show_studio(str(code)))
        self.right.add(self.studios)
        own = {one.studio.code for one in release.slices}
        without = [one.name for one in release.manifest.studios if one.code not in own]
        if without:
            words = _(WITHOUT_TABLES).format(studios=_(", ").join(without))
            self.right.add(label(words, "soft", wrap=True))

    def open_export(self) -> None:
        """Ask what for and for whom, above the numbers."""
        if self.export is not None or self.chosen is None or self.chosen.release is None:
            return
        release = self.chosen.release
        of = next((one.studio.name for one in release.slices if one.studio.code == self.studio), "")
        self.export = ExportPanel(self.surroundings, self.shelf, self.chosen.id, self._name(release), self.studio, of)
        self.export.left.connect(self._close_export)
        self.right.body.insertWidget(1, self.export)
        tab_after(self.export_button, self.export)
        self.export.purpose.setFocus()
        self.export_button.setEnabled(False)

    def _close_export(self) -> None:
        if self.export is None:
            return
        self.export.hide()
        self.export.deleteLater()
        self.export = None
        self.export_button.setEnabled(True)
        self.export_button.setFocus()


def newest_first(found: tuple[OnShelf, ...]) -> tuple[OnShelf, ...]:
    """Those that can be read by their period, the others behind them."""
    readable = [(one.release.period.first, one) for one in found if one.release is not None]
    ordered = sorted(readable, key=lambda pair: pair[0], reverse=True)
    return (*(one for _first, one in ordered), *(one for one in found if one.release is None))
