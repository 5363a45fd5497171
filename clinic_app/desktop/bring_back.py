"""Bring a backup back: where it lies, which one, who opens it. Nothing is written before the last button."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.backup_list import BackupList, erased_again, when
from clinic_app.desktop.card_page import CardPage
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.way_in import BroughtBack, CopyLine, Person, WayBack
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.folder import FolderField
from clinic_app.desktop.widgets.labels import clear, column, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.password import PasswordField
from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.i18n import Texts

PASSWORD, KIT = "password", "kit"


class BringBackPage(CardPage):
    """Folder, backup, person; each part appears when the one before is answered, and stays when one goes back."""

    done = Signal(object)
    failed = Signal(object)  # an error that is no refusal
    left = Signal()

    def __init__(self, theme: Theme, text: Texts, language: Language, way: WayBack) -> None:
        super().__init__(theme, text, text("Bring back from a backup"))
        self.language, self.way = language, way
        self.lines: Sequence[CopyLine] = ()
        self.line: CopyLine | None = None
        self._build_place()
        self._build_opening()
        self.setFocusProxy(self.folder)
        places = list(way.places())
        if places:
            self.folder.line.set_text(places[0])
            self._on_place(places[0])

    def _build_place(self) -> None:
        _ = self.words
        self.card.add(label(_("What is in use now stays beside it; nothing is deleted."), "soft", wrap=True))
        self.folder = FolderField(self.theme, _("Folder with the backups"), choose=_("Choose a folder…"))
        self.folder.chosen.connect(self._on_place)
        self.folder.line.typed.connect(self._on_place)
        self.field(_("Folder with the backups"), self.folder)
        self.list = BackupList(self.theme, _)
        self.list.chosen.connect(self._on_backup)
        self.card.add(self.list)

    def _build_opening(self) -> None:
        _, theme = self.words, self.theme
        self.opening = QWidget()
        self.opening.setLayout(column(theme, pad=0, gap=10))
        self.who = QWidget()
        self.who.setLayout(column(theme, pad=0, gap=0))
        self.person: Segments | None = None
        self.password = PasswordField(theme, _("Password of that day"), show=_("Show"))
        self.code = TextField(theme, _("Code from the paper"))
        ways = [(PASSWORD, _("With a password")), (KIT, _("With the recovery kit"))]
        self.kind = Segments(theme, ways, _("How do you open it?"), clearable=False)
        self.kind.set_value(PASSWORD)
        self.kind.chosen.connect(lambda _kind: self._show_kind())
        self.hint = label("", "soft", wrap=True)
        for words, control in (
            (_("How do you open it?"), self.kind),
            (_("An owner at that time"), self.who),
            (_("Password of that day"), self.password),
            (_("Code from the paper"), self.code),
        ):
            title = label(words, "heading")
            title.setBuddy(control)
            control.setProperty("title", title)
            self._open(title)
            self._open(control)
        self._open(self.hint)
        self.button = action_button(theme, _("Bring this backup back"), "primary")
        self.button.clicked.connect(self._on_go)
        self.password.edit.returnPressed.connect(self.button.click)
        self.code.edit.returnPressed.connect(self.button.click)
        self.problem = label("", "problem", wrap=True)
        self.waiting = label("", "soft", wrap=True)
        for widget in (self.button, self.problem, self.waiting):
            self._open(widget)
        self.problem.hide()
        self.card.add(self.opening)
        self.opening.hide()
        self.leave = action_button(theme, _("Back"))
        self.leave.clicked.connect(self.left)
        self.card.add(self.leave)
        self._show_kind()

    def _open(self, widget: QWidget) -> None:
        layout = self.opening.layout()
        assert layout is not None  # noqa: S101 - set above
        layout.addWidget(widget)

    def _show_kind(self) -> None:
        _, by_kit = self.words, self.kind.value() == KIT
        for control, shown in ((self.who, not by_kit), (self.password, not by_kit), (self.code, by_kit)):
            control.setVisible(shown)
            control.property("title").setVisible(shown)
        self.hint.setText(
            _(
                "The kit that was valid when the backup was made. To sign in then, use a password of that day, or the "
                "same kit once more for a new one."
            )
            if by_kit
            else _("The password that was valid when the backup was made; a newer one does not open it.")
        )

    def _on_place(self, place: str) -> None:
        """List what a folder holds, then check it file by file while the person reads."""
        if not place:
            return
        try:
            self.lines = self.way.copies(place)
        except Refused as refused:
            self.lines = ()
            self.folder.object_to(refused.sentence(self.language))
        else:
            none = self.words("There is no finished backup in this folder. Choose the folder that holds “studio-…”.")
            self.folder.object_to("" if self.lines else none)
        self.line = None
        self.opening.hide()
        self.list.show_lines(self.lines)
        self._check_next(self.lines)

    def _check_next(self, lines: Sequence[CopyLine], place: int = 0) -> None:
        if lines is not self.lines or place == len(lines):
            return  # another folder was chosen meanwhile, or all are checked
        line = lines[place]

        def told(sentence: str) -> None:
            if lines is self.lines:
                self.list.say(line.folder, sentence)
                self._check_next(lines, place + 1)

        run_task(lambda: self.way.check(line.folder), told, self.failed.emit, self)

    def _on_backup(self, line: CopyLine) -> None:
        self.line = line
        try:
            people = self.way.people(line.folder)
        except Refused as refused:
            self.opening.hide()
            self.list.say(line.folder, refused.sentence(self.language))
            return
        self._fill_people(people)
        self.object_to("")
        self.opening.show()
        (self.code if self.kind.value() == KIT else self.password).setFocus()

    def _fill_people(self, people: Sequence[Person]) -> None:
        layout = self.who.layout()
        assert layout is not None  # noqa: S101 - set above
        clear(layout)
        self.person = Segments(self.theme, people, self.words("An owner at that time"), clearable=False)
        if len(people) == 1:
            self.person.set_value(people[0][0])
        layout.addWidget(self.person)

    def _on_go(self) -> None:
        if self.line is None or self.person is None:
            return
        folder, by_kit = self.line.folder, self.kind.value() == KIT
        person, password, code = self.person.value(), self.password.edit.text(), self.code.text().strip()
        if by_kit and not code:
            self.code.object_to(self.words("Type the code as it is printed."))
        elif not by_kit and person is None:
            self.object_to(self.words("Choose your name first."))
        elif not by_kit and not password:
            self.password.object_to(self.words("Type your password."))
        else:
            self.wait(True)
            work = (
                (lambda: self.way.by_kit(folder, code))
                if by_kit
                else (lambda: self.way.by_password(folder, str(person), password))
            )
            run_task(work, self.done.emit, self._on_failed, self)

    def _on_failed(self, error: Exception) -> None:
        self.wait(False)
        if isinstance(error, Refused):
            self.object_to(error.sentence(self.language))
        else:
            self.failed.emit(error)

    def object_to(self, sentence: str) -> None:
        """Say below the button what is wrong; an empty sentence takes it back."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def wait(self, waiting: bool) -> None:
        """Reading a whole backup takes a while; nothing else can be pressed meanwhile."""
        for widget in (self.button, self.leave, self.list, self.folder, self.kind, self.who):
            widget.setEnabled(not waiting)
        self.object_to("")
        self.waiting.setText(self.words("Reading and checking the whole backup, then copying it…") if waiting else "")


class BroughtBackPage(CardPage):
    """What is in use now, what is missing, and who can sign in again."""

    left = Signal()

    def __init__(self, theme: Theme, text: Texts, back: BroughtBack) -> None:
        super().__init__(theme, text, text("The backup is in use now"))
        _ = text
        at = when(CopyLine("", back.name, back.made_at))
        self.card.add(label(_("The records are as they were on {when}.").format(when=at), "strong", wrap=True))
        for sentence in self._told(back):
            self.card.add(label(sentence, wrap=True))
        self.card.add(label(_("Sign in with a password of that day."), wrap=True))
        self.button = action_button(theme, _("Go to the sign-in"), "primary")
        self.button.clicked.connect(self.left)
        self.card.add(self.button)
        self.setFocusProxy(self.button)

    def _told(self, back: BroughtBack) -> Sequence[str]:
        _ = self.words
        if back.missing is None:
            missing = _("How much was done after it is not known, because the record before could not be read.")
        elif back.missing:
            missing = _.plural(
                "{count} step recorded after it is missing now: enter again what it was about.",
                "{count} steps recorded after it are missing now: enter again what they were about.",
                back.missing,
            )
        else:
            missing = _("Nothing is missing: no entry was made after it.")
        if back.returned is None:
            returned = [_("Who left the staff since then is not known: look through the list of staff after sign-in.")]
        elif back.returned:
            said = _(
                "They had been taken off the staff since and can sign in again: {names}. Remove them first of all."
            )
            returned = [said.format(names=("、" if _.language == "ja" else ", ").join(back.returned))]
        else:
            returned = []
        return [missing, *erased_again(self.words, back.erased), *returned]
