"""Above a session: who else has it open and since when, and the way to two versions that met."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.versions_page import VersionsPage
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import STALE


class ElsewhereBar(Panel):
    """Hidden as long as nobody else is in the session."""

    comparing = Signal(bool)  # whether two versions stand in the place of the step; they have buttons of their own

    def __init__(self, session: Session, stack: QStackedWidget, go_on: Callable[[], object]) -> None:
        super().__init__(session.context.theme, "banner", tone="warn", pad=10)
        self.session, self._stack, self._go_on = session, stack, go_on
        self.page: VersionsPage | None = None
        line = row(session.context.theme, 12)
        self.words = label("", wrap=True)
        line.addWidget(self.words, 1)
        self.compare = action_button(session.context.theme, session.context.text("Compare both versions"), "primary")
        self.compare.clicked.connect(self.show_versions)
        line.addWidget(self.compare)
        self.add(line)
        self.hide()

    def refresh(self) -> None:
        """Say what is the case now."""
        _, elsewhere = self.session.context.text, self.session.elsewhere
        said = [
            _("{name} has this session open too, since {time}.").format(
                name=one.person, time=one.since.astimezone().strftime("%H:%M")
            )
            for one in elsewhere.at_work
        ]
        if elsewhere.taken_over:
            said.append(_("What somebody else has just entered is shown here already."))
        compared = self.page is not None and self._stack.currentWidget() is self.page
        met = elsewhere.has_met and not compared  # the page says it itself
        if met:
            said.append(Refused(STALE).sentence(self.session.context.language))
        self.words.setText(" ".join(said))
        self.compare.setVisible(met)
        self.comparing.emit(compared)
        self.setVisible(bool(said))

    def show_versions(self) -> None:
        """Put both versions in the place of the step."""
        self._take_away()
        self.page = VersionsPage(self.session)
        self.page.settled.connect(self._on_settled)
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        self.page.setFocus()
        self.refresh()

    def _on_settled(self) -> None:
        self._take_away()
        self._go_on()

    def _take_away(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
