"""Backups: how the copies stand here and at the second place, one to make now, one to try, one to bring back."""

from PySide6.QtWidgets import QWidget

from clinic_app.desktop.backup_list import erased_again
from clinic_app.desktop.context import Context
from clinic_app.desktop.copying import day_and_time
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import BackupLine, House
from clinic_app.desktop.owner.keeping import Keeping, Trial
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.folder import FolderField
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, rule, set_tone
from clinic_app.desktop.widgets.option import action_button

OLD_AFTER_DAYS, TRIAL_AFTER_DAYS = 3, 365
SHOWN = 6


class BackupsCard(OwnerCard):
    """A backup counts only after it was opened and compared; older than three days is said in red."""

    def __init__(self, context: Context, house: House) -> None:
        self.keeping: Keeping | None = house.keeping
        super().__init__(context, house, context.text("Backups"))
        if context.copying is not None:
            context.copying.changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        theme, _ = self.context.theme, self.words
        self.newest = label("", "strong", wrap=True)
        self.add(self.newest)
        self.second = label("", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.add(self.second)
        self.add(self.problem)
        self.button = action_button(theme, _("Back up now"), "primary")
        self.button.clicked.connect(self._on_make)
        self.waiting = label("", "soft", wrap=True)
        self.add(self.button)
        self.add(self.waiting)
        if self.house.copies_elsewhere:
            self.button.hide()
            self.waiting.setText(
                _("The keeper of the server makes the backups, as the manual says. Ask them when one is missing.")
            )
        if self.keeping is not None:
            self._build_second()
            self._build_trial()
        self.above_list = rule()
        self.add(self.above_list)
        self.returned = label("", "soft", wrap=True)
        self.add(self.returned)
        self.list = column(theme, pad=0, gap=4)
        self.add(self.list)
        self.asked = Panel(theme, "banner", tone="warn", pad=12)
        self.asked.hide()
        self.add(self.asked)

    def _build_second(self) -> None:
        theme, _ = self.context.theme, self.words
        self.other = action_button(theme, _("Choose the second place"))
        self.place = FolderField(theme, _("Second place: a folder on a drive or a share"), choose=_("Choose a folder…"))
        self.place.hide()
        self.other.clicked.connect(lambda: self.place.setVisible(not self.place.isVisible()))
        self.place.chosen.connect(self._on_place)
        self.add(self.other)
        self.add(self.place)

    def _build_trial(self) -> None:
        theme, _ = self.context.theme, self.words
        self.add(rule())
        self.trial = label("", wrap=True)
        self.try_button = action_button(theme, _("Rehearse with the newest backup"))
        self.try_button.clicked.connect(self._on_try)
        self.add(self.trial)
        self.add(self.try_button)

    def refresh(self) -> None:
        """Show how the copies stand, and the finished backups, newest first."""
        clear(self.list)
        found = sorted(self.attempt(self.house.backups) or (), key=lambda line: line.made_at, reverse=True)
        self.backups = found
        self._show_newest(found[0] if found else None)
        self._show_second()
        self._show_return()
        if self.keeping is not None:
            self._show_trial(self.attempt(self.keeping.last_trial))
            self.try_button.setEnabled(bool(found))
        self.above_list.setVisible(bool(found) or not self.returned.isHidden())
        for line in found[:SHOWN]:
            self.list.addWidget(self._line(line))

    def _line(self, line: BackupLine) -> QWidget:
        _, theme, made = self.words, self.context.theme, QWidget()
        rows = _.plural("{count} row", "{count} rows", line.rows)
        said = label(f"{self._when(line)}  {rows}", "soft")
        if line.place:  # of any length: it has the whole width
            below = column(theme, pad=0, gap=2)
            below.addWidget(said)
            below.addWidget(label(line.place, "soft", wrap=True))
            made.setLayout(below)
            return made
        shown = FlowLayout(theme.px(10), made)
        shown.addWidget(said)
        if self.keeping is not None:
            button = action_button(theme, _("Bring back…"), "quiet")
            button.setAccessibleName(f"{button.text()} {self._when(line)}")
            button.clicked.connect(lambda: self._ask(line))
            shown.addWidget(button)
        return made

    def _show_newest(self, newest: BackupLine | None) -> None:
        _ = self.words
        if newest is None:
            self.newest.setText(_("There is no backup yet."))
            set_tone(self.newest, "stop")
            return
        old = (self.context.clock() - newest.made_at).days >= OLD_AFTER_DAYS
        self.newest.setText(_("Newest verified backup: {when}").format(when=self._when(newest)))
        set_tone(self.newest, "stop" if old else "good")

    def _show_second(self) -> None:
        _, copying = self.words, self.context.copying
        self.second.setVisible(copying is not None)
        self.problem.setVisible(False)
        if copying is None:
            return
        state = copying.state
        if not state.place:
            words, tone = _("No second place is chosen: if this disk fails, the backups on it are gone too."), "warn"
        elif state.there is None:
            words, tone = _("Second place {place}: nothing is there yet.").format(place=state.place), "warn"
        else:
            when = day_and_time(state.there, self.context.clock())
            words = _("Second place {place}: verified there {when}").format(place=state.place, when=when)
            tone = "good"
        self.second.setText(words)
        set_tone(self.second, "stop" if state.late and state.place else tone)
        if state.problem is not None and not copying.running:
            self.problem.setText(state.problem.sentence(self.context.language))
            self.problem.setVisible(True)
        self.button.setEnabled(not copying.running)
        self.waiting.setText(_("Copying and checking; work can go on…") if copying.running else "")
        self.waiting.setVisible(copying.running)

    def _show_return(self) -> None:
        _ = self.words
        back = self.attempt(self.keeping.last_return) if self.keeping is not None else None
        self.returned.setVisible(back is not None)
        if back is None:
            return
        when = day_and_time(back.at, self.context.clock())
        if back.missing is None:
            words = _("Brought back on {when}; how much is missing since then is not known.").format(when=when)
        else:
            entries = _.plural("{count} entry", "{count} entries", back.missing)
            words = _("Brought back on {when}; {entries} made after that backup are not in use.").format(
                when=when, entries=entries
            )
        self.returned.setText("\n".join((words, *erased_again(_, back.erased))))

    def _show_trial(self, trial: Trial | None) -> None:
        _ = self.words
        if trial is None:
            self.trial.setText(_("No backup was brought back on trial yet. Do it once a year: it takes a minute."))
            set_tone(self.trial, "warn")
            return
        due = (self.context.clock() - trial.at).days >= TRIAL_AFTER_DAYS
        self.trial.setText(
            _("Last rehearsal {when}: the backup of {made} came back whole, {rows}, in {seconds} seconds.").format(
                when=day_and_time(trial.at, self.context.clock()),
                made=trial.made_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                rows=_.plural("{count} row", "{count} rows", trial.rows),
                seconds=trial.seconds,
            )
        )
        set_tone(self.trial, "warn" if due else "good")

    def _when(self, line: BackupLine) -> str:
        return line.made_at.astimezone().strftime("%Y-%m-%d %H:%M")

    def _on_make(self) -> None:
        if self.context.copying is not None:
            self.context.copying.make_now()
            return
        self.button.setEnabled(False)
        self.waiting.setText(self.words("Copying and checking; work can go on…"))
        self.in_background(self.house.make_backup, lambda _made: self.refresh(), self._on_ended)

    def _on_ended(self) -> None:
        self.button.setEnabled(True)
        self.waiting.setText("")

    def _on_place(self, path: str) -> None:
        assert self.keeping is not None  # noqa: S101 - the field is shown only with it
        keeping, copying = self.keeping, self.context.copying
        self.attempt(lambda: keeping.choose_second(path))
        if not self.said.text() and copying is not None:
            self.place.hide()
            copying.refresh()
            copying.make_now()

    def _on_try(self) -> None:
        assert self.keeping is not None  # noqa: S101 - the button is shown only with it
        keeping, name = self.keeping, self.backups[0].name
        self.try_button.setEnabled(False)
        self.trial.setText(self.words("Bringing the backup back on trial and reading all of it…"))
        set_tone(self.trial, "")
        self.in_background(lambda: keeping.rehearse(name), lambda _done: self.refresh(), self._on_tried)

    def _on_tried(self) -> None:
        self.try_button.setEnabled(True)
        self._show_trial(self.keeping.last_trial() if self.keeping is not None else None)

    def _ask(self, line: BackupLine) -> None:
        """Say what bringing a backup back means, and who would come back, before anything is done."""
        assert self.keeping is not None  # noqa: S101 - the button is shown only with it
        keeping, _, theme = self.keeping, self.words, self.context.theme
        clear(self.asked.body)
        self.asked.hide()
        people = self.attempt(lambda: keeping.returning(line.name))
        if self.said.text():
            return  # a backup that cannot be read is not offered
        said = _(
            "Bring back the backup of {when}? What was entered after it is no longer in use, but stays on this "
            "computer. Everybody who is signed in has to sign in again."
        ).format(when=self._when(line))
        self.asked.add(label(said, wrap=True))
        if people:
            names = "、".join(people) if self.context.language == "ja" else ", ".join(people)
            back = _("They are off the staff now and could sign in again: {names}. Remove them right afterwards.")
            self.asked.add(label(back.format(names=names), "strong", wrap=True))
        buttons = FlowLayout(theme.px(8))
        yes, no = action_button(theme, _("Bring it back"), "primary"), action_button(theme, _("Leave it"))
        yes.clicked.connect(lambda: self._on_bring_back(line))
        no.clicked.connect(self.asked.hide)
        buttons.addWidget(yes)
        buttons.addWidget(no)
        self.asked.add(buttons)
        self.asked.show()
        no.setFocus()

    def _on_bring_back(self, line: BackupLine) -> None:
        assert self.keeping is not None  # noqa: S101 - asked only with it
        keeping = self.keeping
        clear(self.asked.body)
        self.asked.add(label(self.words("Checking the backup and putting it into use…"), wrap=True))
        self.in_background(lambda: keeping.bring_back(line.name), lambda _done: keeping.start_over(), self.asked.hide)
