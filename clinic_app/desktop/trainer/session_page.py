"""The session on the floor: steps on the left, the current step in the middle, the evidence on the right."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clinic_app.desktop.copying import CopyLine
from clinic_app.desktop.standing import Composition
from clinic_app.desktop.trainer.addenda import Addenda
from clinic_app.desktop.trainer.clock import Clock, shortest_path
from clinic_app.desktop.trainer.dead_bug import DeadBugStep
from clinic_app.desktop.trainer.elsewhere_bar import ElsewhereBar
from clinic_app.desktop.trainer.evidence import Evidence
from clinic_app.desktop.trainer.evidence_lines import say
from clinic_app.desktop.trainer.evidence_strip import EvidenceStrip
from clinic_app.desktop.trainer.hip_hinge import HipHingeStep
from clinic_app.desktop.trainer.intake import IntakeStep
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.trainer.posture import PostureStep
from clinic_app.desktop.trainer.progress import ProgressStep
from clinic_app.desktop.trainer.result import ResultStep
from clinic_app.desktop.trainer.screening import ScreeningStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.step import StepPage, title_of
from clinic_app.desktop.trainer.step_list import StepList
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.trainer.thoracic_rotation import ThoracicRotationStep
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import DOWN, ENTER, LEFT, MINUS, RIGHT, UP, key_of
from clinic_app.desktop.widgets.labels import Panel, column, label, row, set_tone
from clinic_app.desktop.widgets.number_pad import NumberPad
from clinic_app.desktop.widgets.numbers import NUMERIC
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.tab_order import tab_through
from clinic_app.domain.client import age_on
from clinic_app.domain.dates import shown_date
from clinic_app.domain.marks import with_marks

MAKERS: dict[str, type[StepPage]] = {
    "intake": IntakeStep,
    "screening": ScreeningStep,
    "progress": ProgressStep,
    "posture": PostureStep,
    "hip_hinge": HipHingeStep,
    "thoracic_rotation": ThoracicRotationStep,
    "dead_bug": DeadBugStep,
    "result": ResultStep,
    "teach": TeachStep,
    "plan": PlanStep,
}
STRIP_BELOW, COMPACT_BELOW = 1240, 908  # room in design pixels; English needs as much for what stands side by side
LONG_NAME = 20  # characters from which a name stands on lines of its own
ROOMY = 360  # design pixels from which the line about the time may take room from the step


class SessionPage(QWidget):
    """One open visit; a step's page is built when it is first looked at."""

    left = Signal()

    def __init__(self, session: Session, room: QSize | None = None) -> None:
        super().__init__()
        self.session = session
        self.theme, self.text, self.language = session.context.theme, session.context.text, session.context.language
        self._pages: dict[str, StepPage] = {}
        self.composition = Composition()
        self._stood = False
        if room is not None:
            self.resize(room)  # a page that knows its room is laid out for it from the start
        self._build()
        self._arrange()
        self.pad = NumberPad(self.theme, self.text, self)
        session.listeners.append(self.refresh)
        session.before_saving.append(self._paint_entry)
        session.after_saving.append(self._on_saved)
        self.go_to(session.step)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - a widget exists only inside one
        application.focusChanged.connect(self._on_focus)
        ways = {"Ctrl+Z": self._undo, "Ctrl+Shift+Z": self._redo, "Ctrl+Y": self._redo, "F2": self.strip.toggle}
        for keys, way in ways.items():
            QShortcut(QKeySequence(keys), self).activated.connect(lambda way=way: self._typing() or way())
        self._place = QTimer(self, interval=0, singleShot=True)
        self._place.timeout.connect(session.note_place)  # once the field is on screen: the disk is waited for

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header())
        self.refusal_box = Panel(self.theme, "banner", tone="stop", pad=10)
        self.refusal = label("", wrap=True)
        self.refusal_box.add(self.refusal)
        outer.addWidget(self.refusal_box)
        self.short = label("", "question", wrap=True)
        self.short.setContentsMargins(*(self.theme.px(side) for side in (24, 6, 24, 6)))
        if self.session.visit.state == "closed":
            self.addenda = Addenda(self.session)
            outer.addWidget(self.addenda)
        parts = QHBoxLayout()
        parts.setSpacing(0)
        self.steps = StepList(self.session)
        self.stack = QStackedWidget(self)
        self.elsewhere = ElsewhereBar(self.session, self.stack, lambda: self.go_to(self.session.step))
        outer.insertWidget(outer.indexOf(self.refusal_box), self.elsewhere)
        self.steps.chosen.connect(self.go_to)
        self.evidence = Evidence(self.session)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        self.footer = self._footer()
        middle.addWidget(self.footer)
        self.elsewhere.comparing.connect(self.footer.setHidden)
        self.strip = EvidenceStrip(self.session)
        self.strip.toggled.connect(self._on_strip)
        middle.insertWidget(0, self.short)  # beside the steps, which need their height for themselves
        middle.insertWidget(0, self.strip)
        parts.addWidget(self.steps)
        parts.addLayout(middle, 1)
        self.right = Panel(self.theme, "right", pad=0, gap=0)
        self.right.add(self.evidence)
        parts.addWidget(self.right)
        outer.addLayout(parts, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Give the step the room it needs: a narrow window turns the evidence into a strip that one key opens."""
        room = self.width() / self.theme.scale
        strip, compact = room < STRIP_BELOW, room < COMPACT_BELOW
        opened = strip and self.strip.is_open
        self.strip.setVisible(strip)
        self.right.setVisible(not strip or opened)
        self.stack.setVisible(not opened)
        self.evidence.set_wide(opened)
        self.steps.set_compact(compact)
        for page in self._pages.values():
            page.set_compact(compact)
        self._show_shortest()

    def _on_strip(self) -> None:
        if self.strip.isVisible():
            self._arrange()

    def _header(self) -> Panel:
        _, client = self.text, self.session.client
        header = Panel(self.theme, "header", pad=10)
        header.body.setContentsMargins(self.theme.px(8), self.theme.px(8), self.theme.px(24), self.theme.px(8))
        line = row(self.theme, 14)
        back = action_button(self.theme, _("‹ Today"), "quiet")
        back.setAccessibleName(_("Back to today; the session stays open"))
        back.clicked.connect(self.left)
        back.setMinimumWidth(back.sizeHint().width())
        line.addWidget(back)
        who = FlowLayout(self.theme.px(12))
        long = len(client.details.name) > LONG_NAME
        names = column(self.theme, pad=0, gap=2)
        for words, role in ((with_marks(client.details.name), "title"), (self._about_client(), "soft")):
            (names if long else who).addWidget(label(words, role, wrap=long))
        names.addLayout(who)
        entered = self.session.visit.entered_on
        if entered is not None:
            words = _("Visit of {done}, entered on {entered}")
            days = {"done": shown_date(self.session.visit.done_on), "entered": shown_date(entered)}
            who.addWidget(label(words.format(**days), "pill", tone="accent"))
        self.pill = label("", "pill")
        who.addWidget(self.pill)
        line.addLayout(names, 1)
        self.saved = label("", tone="good")
        line.addWidget(self.saved)
        self.clock = Clock(self.session)
        line.addWidget(self.clock)
        self.tools = row(self.theme, 8)  # what the window adds: hiding the screen
        line.addLayout(self.tools)
        header.add(line)
        return header

    def _about_client(self) -> str:
        _, client = self.text, self.session.client.details
        sex = {"female": _("female"), "male": _("male")}.get(client.sex, "")
        age = ""
        if client.birth_date is not None:
            age = _("{age} years").format(age=age_on(client.birth_date, self.session.visit.done_on))
        return " ・ ".join(part for part in (client.kana, age, sex) if part)

    def _footer(self) -> Panel:
        _, footer = self.text, Panel(self.theme, "footer", pad=10)
        line = row(self.theme)
        self.back = action_button(self.theme, "")
        self.on = action_button(self.theme, "", "primary")
        for button in (self.back, self.on):
            button.hide()  # until there is a step to go to
        self.back.clicked.connect(lambda: self._move(-1))
        self.on.clicked.connect(lambda: self._move(1))
        line.addWidget(self.back)
        line.addStretch(1)
        if self.session.context.copying is not None:
            line.addWidget(CopyLine(self.session.context, self.session.context.copying, brief=True))
        undo = action_button(self.theme, _("Undo (Ctrl+Z)"), "quiet")
        undo.set_hint(MINUS)
        undo.clicked.connect(self._undo)
        line.addWidget(undo)
        line.addWidget(self.on)
        footer.add(line)
        return footer

    def _move(self, by: int) -> None:
        steps = self.session.steps
        index = steps.index(self.session.step) + by
        if 0 <= index < len(steps):
            self.go_to(steps[index])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # the window's own, not the application's: that one sees every paint
        if not self._stood:
            self._stood = True
            later = QTimer(self, interval=0, singleShot=True)  # not before the painting, as `singleShot(0)` would
            later.timeout.connect(self._stand)
            later.start()  # once the window has given the page its place and the focus

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_through(self.stack.currentWidget() or self.stack, self.footer)  # steps are built anew, after the footer
        return super().focusNextPrevChild(forward)

    def hideEvent(self, event: QHideEvent) -> None:
        handle = self.window().windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the session come before the controls; text being typed always comes first."""
        if event.type() is QEvent.Type.InputMethod:
            self.composition.follow(watched, event)
        elif isinstance(watched, QWidget):
            return False  # a field being typed in is watched for what is composed there, nothing else
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = key_of(event)
            if key is not None and not event.isAutoRepeat() and self._press(key):
                return True
        elif event.type() is QEvent.Type.MouseButtonRelease:
            QTimer.singleShot(0, self, self._offer_pad)  # once the field under the finger has the focus
        return super().eventFilter(watched, event)

    def _offer_pad(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit) and focused.property(NUMERIC) and self.isAncestorOf(focused):
            self.pad.show_for(focused)

    def _press(self, key: str) -> bool:
        """Do what a key means; False when it is not for the session."""
        self._place.start()  # a button that acts at once takes no focus, but it is where the session stands
        keypad, focused = self.page(self.session.step).keypad, QApplication.focusWidget()
        if self._typing() and focused is not None:
            row = keypad.listening
            of_row = row is not None and row.widget.isAncestorOf(focused) and not self.composition.goes_on
            return of_row and key in (ENTER, UP, DOWN) and keypad.take(key)
        if keypad.take(key):
            return True
        if key in (LEFT, RIGHT, ENTER):
            self._move(-1 if key == LEFT else 1)
        elif key == MINUS:
            self._undo()
        else:
            return False
        return True

    def _typing(self) -> bool:
        """Whether keys belong to a text: no shortcut of the session fires then."""
        return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)

    def _undo(self) -> None:
        if self.session.undo():
            self._show_change()

    def _redo(self) -> None:
        if self.session.redo():
            self._show_change()

    def _show_change(self) -> None:
        """Look at what was taken back or done again; nothing listens, so that the next key may be another "undo"."""
        field = self.session.field
        self.go_to(self.session.step)
        self.page(self.session.step).keypad.shut()
        self.page(self.session.step).keypad.show_place(field)

    def _stand(self) -> None:
        """Be on the field on which the session was left."""
        self.page(self.session.step).keypad.return_to(self.session.field)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self.pad.field is not None and now is not self.pad.field:
            self.pad.leave()
        self.composition = Composition()  # what was composed elsewhere is over
        if isinstance(now, QLineEdit) and self.isAncestorOf(now):
            now.installEventFilter(self)
        if now is not None and self.isVisible() and self.isAncestorOf(now):
            keypad = self._made(self.session.step).keypad
            keypad.follow(now)
            place = keypad.place_of(now)
            if place:
                self.session.field = place
                self._place.start()

    def page(self, step: str) -> StepPage:
        """The page of a step, built on first use, with all that it holds."""
        made = self._made(step)
        made.complete()
        return made

    def _made(self, step: str) -> StepPage:
        if step not in self._pages:
            made = MAKERS[step](self.session, step, self.stack, whole=False)
            if isinstance(made, PlanStep):
                made.session_closed.connect(self.left)
            made.step_requested.connect(self.go_to)
            made.inside.setEnabled(self.session.visit.state == "open")
            made.set_compact(self.width() / self.theme.scale < COMPACT_BELOW)
            self._pages[step] = made
            self.stack.addWidget(made)
        return self._pages[step]

    def go_to(self, step: str) -> None:
        """Bring a step up and remember it."""
        self.stack.setCurrentWidget(self._made(step))
        if self.session.step != step:
            self.session.go_to(step)
        self.refresh()
        self._made(step).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_shortest(self) -> None:
        """When time gets short, what may be left out; a line that asks for nothing."""
        roomy = self.height() / self.theme.scale >= ROOMY
        say(self.short, shortest_path(self.session) if roomy else "")

    def _paint_entry(self) -> None:
        """Bring what an entry changed on screen now: the disk may take longer than a frame."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.saved.repaint()  # and with it all of the window that waits to be painted

    def _on_saved(self) -> None:
        self._show_saved()
        self.elsewhere.refresh()

    def _show_saved(self) -> None:
        """`Saved` only after the record said so, nothing while it is waited for; otherwise why not and what next."""
        _, refused = self.text, self.session.refused
        if self.session.saving:
            self.saved.setMinimumWidth(self.saved.width())  # its place stays, so that nothing else moves
            self.saved.setText("")
            return
        closed = self.session.visit.state == "closed"
        open_ = refused is not None or self.session.elsewhere.has_met  # a plan that met another one waits as well
        say(self.saved, _("Closed visit") if closed else _("Not saved") if open_ else _("✓ Saved"))
        set_tone(self.saved, "stop" if open_ else "good")
        say(self.refusal, refused.sentence(self.language) if refused else "")
        self.refusal_box.setHidden(refused is None or self.session.elsewhere.theirs is not None)

    def refresh(self) -> None:
        """Show what the session holds in every part that is on screen."""
        _, session = self.text, self.session
        self.steps.refresh()
        self.clock.refresh()
        self.evidence.refresh()
        self.strip.refresh()
        page = self._made(session.step)
        page.refresh()
        page.keypad.refresh()
        self._show_saved()
        self.elsewhere.refresh()
        self._show_shortest()
        pain = session.facts.get("nrs.now")
        urgent = bool(session.screened.urgent or session.screened.refer)
        words = _("Red flag") if urgent else _("Caution: pain NRS {pain}").format(pain=pain)
        say(self.pill, words if urgent or (pain is not None and pain >= 7) else "")
        set_tone(self.pill, "stop" if urgent else "warn")
        steps = session.steps
        index = steps.index(session.step)
        for button, place, words in ((self.back, index - 1, "‹ {step}"), (self.on, index + 1, "{step} ›")):
            there = 0 <= place < len(steps)
            said = words.format(step=title_of(steps[place], _)) if there else ""
            if said != button.text():  # a new size would lay the whole page out anew
                button.setText(said)
                button.updateGeometry()
                button.setVisible(there)
