"""A new client: who it is and how to reach them. What is wrong is said beside its field; nothing typed is lost."""

from PySide6.QtCore import Qt, QTimer, Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.alike_panel import AlikePanel
from clinic_app.desktop.trainer.client_fields import ClientFields, Typed
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.option import action_button
from clinic_app.errors import Refused

LOOK_AFTER_MS = 150


class ClientForm(FootedPage):
    """The fields, and beside them who looks alike; "begin the visit" registers the client and opens the session."""

    registered = Signal(str)
    known_chosen = Signal(str)
    left = Signal()

    def __init__(self, context: Context, typed: Typed | None = None) -> None:
        super().__init__(context.theme)
        self.context, self.text = context, context.text
        self.setAccessibleName(self.text("New client"))
        self.others: frozenset[str] = frozenset()
        self._build()
        self._look_later = QTimer(self, interval=LOOK_AFTER_MS, singleShot=True)
        self._look_later.timeout.connect(self._look)
        self.fields.typed_on.connect(self._look_later.start)
        if typed:
            self.take_draft(typed)

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.page.add(label(_("New client"), "display"))
        self.fields = fields = ClientFields(self.context)
        self.name, self.kana, self.birth, self.sex, self.phone = (
            fields.name, fields.kana, fields.birth, fields.sex, fields.phone,
        )  # fmt: skip
        self.alike = AlikePanel(self.context, _("It is this person"))
        self.alike.same_chosen.connect(self.known_chosen)
        self.alike.another_chosen.connect(self._on_another)
        both = self.side_by_side()
        both.addWidget(fields, 5)
        both.addWidget(self.alike, 3, Qt.AlignmentFlag.AlignTop)
        self.page.body.addStretch(1)
        back = action_button(theme, _("Cancel"))
        back.clicked.connect(self.left)
        self.refused = label("", "problem", wrap=True)
        self.begin = action_button(theme, _("Register and begin the visit"), "primary")
        self.begin.clicked.connect(self._on_begin)
        self.add_button(back)
        self.buttons.addWidget(self.refused, 1)
        self.buttons.addWidget(self.begin)
        self.setFocusProxy(fields)

    def draft(self) -> Typed:
        """What is typed, for a page that is built anew."""
        return {**self.fields.typed(), "others": " ".join(sorted(self.others))}

    def take_draft(self, typed: Typed) -> None:
        """Go on with what was typed before, or with what a booking knows."""
        self.others = frozenset(typed.get("others", "").split())
        self.fields.show_typed(typed)
        self._look()

    def _look(self) -> None:
        self.alike.look(self.fields.rough_details(), not_same_as=self.others)

    def _on_another(self, client_id: str) -> None:
        self.others |= {client_id}
        self._look()

    def _on_begin(self) -> None:
        details = self.fields.details()
        if details is None:
            wrong = self.fields.first_wrong()
            if wrong is not None:
                wrong.edit.setFocus()
                self.page.ensureWidgetVisible(wrong)
            return
        if self.kana.unconfirmed:  # asked once, on the way: the next press is the answer
            self.kana.edit.setFocus()
            self.kana.confirm()
            self.kana.object_to(self.text("Is this reading right? Then press the button again."), "question")
            return
        try:
            client = actions.register_client(
                self.context.record, details, actor=self.context.actor, not_same_as=self.others, by=self.context.person
            ).value
        except Refused as refused:
            self.refused.setText(refused.sentence(self.context.language))
            return
        self.registered.emit(client.id)
