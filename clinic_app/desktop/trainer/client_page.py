"""One client's page: who it is, the visits, consent, and the client's rights."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.consent_card import ConsentCard
from clinic_app.desktop.trainer.course_view import EpisodesView
from clinic_app.desktop.trainer.home_studio import HomeStudio
from clinic_app.desktop.trainer.rights_card import RightsCard
from clinic_app.desktop.trainer.today_rows import LONG_NAME
from clinic_app.desktop.trainer.visits_card import VisitsCard
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import age_on
from clinic_app.domain.consent import standing
from clinic_app.domain.dates import shown_date
from clinic_app.domain.marks import breakable, with_marks
from clinic_app.errors import Refused
from clinic_app.i18n import N_

LABEL_WIDTH = 130
SEXES = {"female": N_("female"), "male": N_("male"), "unstated": N_("not stated")}


class ClientPage(ScrollColumn):
    """Two columns: person and visits, consent and rights. Raises `Refused` for a client who is gone or in the bin."""

    left = Signal()
    visit_chosen = Signal(str)
    visit_requested = Signal(str)
    edit_requested = Signal(str)
    move_requested = Signal(str)
    changed = Signal()

    def __init__(self, context: Context, client_id: str, *, editable: bool = False) -> None:
        super().__init__(context.theme)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.found = found = actions.client_overview(context.record, client_id)
        self.client, self.visits, self.consents = found.client, found.visits, found.consents
        self.editable = editable
        self.setAccessibleName(self.text("Client"))
        self._build()

    def is_behind(self) -> bool:
        """Whether the record has something else by now; never while somebody types here."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit | QPlainTextEdit) and self.isAncestorOf(focused):
            return False
        try:
            return actions.client_overview(self.context.record, self.client.id) != self.found
        except Refused:
            return True  # in the bin, or gone: who looks anew is told

    def _build(self) -> None:
        self.add(self._head())
        if standing(self.consents, "record") == "missing":
            banner = Panel(self.theme, "banner", tone="warn", pad=12)
            banner.add(label(self.text("The consent to keep this record is not written down yet."), wrap=True))
            self.add(banner)
        self.consent = ConsentCard(self.context, self.client)
        self.consent.changed.connect(self.changed)
        self.rights = RightsCard(self.context, self.client)
        self.rights.binned.connect(self.left)
        self.visit_list = VisitsCard(self.context, self.found)
        self.visit_list.visit_chosen.connect(self.visit_chosen)
        self.visit_list.move_requested.connect(self.move_requested)
        self.visit_list.changed.connect(self.changed)
        pair = row(self.theme, 14)
        for cards, stretch in (((self._details(), self.visit_list), 1), ((self.consent, self.rights), 1)):
            side = column(self.theme, pad=0, gap=14)
            for card in cards:
                side.addWidget(card)
            side.addStretch(1)
            pair.addLayout(side, stretch)
        self.add(pair)
        self._add_course()
        self.body.addStretch(1)

    def _add_course(self) -> None:
        """The course of the episodes, below everything else: it is the widest part. One visit has no course yet."""
        if len(self.visits) < 2:
            return
        self.course = EpisodesView(self.context, self.client.id)
        self.add(self.course)

    def _head(self) -> QWidget:
        _, theme, details = self.text, self.theme, self.client.details
        head = QWidget()
        flow = FlowLayout(theme.px(12), head)
        back = action_button(theme, _("All clients"), "quiet")
        back.clicked.connect(self.left)
        flow.addWidget(back)
        for words, role in ((details.name, "display"), (details.kana, "soft")):
            wraps = len(words) > LONG_NAME
            flow.addWidget(label(breakable(words) if wraps else with_marks(words), role, wrap=wraps))
        begin = action_button(theme, _("Begin a visit"), "primary")
        begin.clicked.connect(lambda: self.visit_requested.emit(self.client.id))
        flow.addWidget(begin)
        self.setFocusProxy(begin)
        return head

    def _details(self) -> Panel:
        _, details = self.text, self.client.details
        card = Panel(self.theme, pad=20, gap=10)
        card.add(label(_("Details"), "strong"))
        birth = shown_date(details.birth_date)
        if details.birth_date is not None:
            age = age_on(details.birth_date, self.context.today())
            birth = f"{birth} ({_('{age} years').format(age=age)})"
        language = "日本語" if details.language == "ja" else "English"
        for words, value in (
            (_("Birth date"), birth or _("not known")),
            (_("Sex"), _(SEXES[details.sex])),
            (_("Phone"), details.phone),
            (_("E-mail"), details.email),
            (_("Language of the sheet"), language),
            (_("Goal"), details.goal),
            (_("Home studio"), self.context.studio_word(self.client.studio)),
            (_("Note"), details.note),
        ):
            if value:
                card.add(self._pair(words, value))
        if not self.editable:
            return card
        edit = action_button(self.theme, _("Change the details"), "quiet")
        edit.clicked.connect(lambda: self.edit_requested.emit(self.client.id))
        line = FlowLayout(self.theme.px(8))
        line.addWidget(edit)
        card.add(line)
        there = self.context.whereabouts
        if there is not None and there.are_several:
            self.home = HomeStudio(self.context, there, self.client)
            self.home.changed.connect(self.changed)
            line.addWidget(self.home.begin)
            card.add(self.home)
        return card

    def _pair(self, words: str, value: str) -> QWidget:
        line = QWidget()
        layout = row(self.theme, 12)
        line.setLayout(layout)
        title = label(words, "heading", wrap=True)
        title.setFixedWidth(self.theme.px(LABEL_WIDTH))
        said = label(value, wrap=True)
        layout.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(said, 1)
        return line
