"""Two entries, one person: what stays, what is filled in, what moves; which of two is kept where they differ."""

from PySide6.QtCore import Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_picker import ClientPicker
from clinic_app.desktop.trainer.client_words import field_words, shown_value
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client
from clinic_app.domain.marks import breakable, with_marks
from clinic_app.domain.same_person import Difference
from clinic_app.errors import Refused

KEPT, MERGED = "kept", "merged"


class MergePage(FootedPage):
    """The preview is the page: nothing is changed before the button, and the merge can be taken back."""

    done = Signal(str)
    left = Signal(str)

    def __init__(self, context: Context, kept_id: str, merged_id: str = "") -> None:
        super().__init__(context.theme)
        self.context, self.text = context, context.text
        self.setAccessibleName(self.text("Merge two entries"))
        self.kept_id, self.merged_id = kept_id, merged_id
        self.preview: actions.MergePreview | None = None
        self.choices: dict[str, Segments] = {}
        self._build()
        self.refresh()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.page.add(label(_("Merge two entries"), "display"))
        self.body = column(theme, pad=0, gap=12)
        self.page.add(self.body)
        self.page.body.addStretch(1)
        back = action_button(theme, _("Cancel"))
        back.clicked.connect(lambda: self.left.emit(self.kept_id))
        self.refused = label("", "problem", wrap=True)
        self.swap = action_button(theme, _("Keep the other one"))
        self.swap.clicked.connect(self._on_swap)
        self.go = action_button(theme, _("Merge"), "primary")
        self.go.clicked.connect(self._on_merge)
        self.add_button(back)
        self.buttons.addWidget(self.refused, 1)
        self.buttons.addWidget(self.swap)
        self.buttons.addWidget(self.go)

    def refresh(self) -> None:
        """Show what would happen, or ask with whom."""
        clear(self.body)
        self.choices = {}
        self.preview = None
        try:
            if self.merged_id:
                self.preview = actions.preview_merge(self.context.record, self.kept_id, self.merged_id)
        except Refused as refused:
            self.refused.setText(refused.sentence(self.context.language))
        self.swap.setEnabled(self.preview is not None)
        self.go.setEnabled(self.preview is not None)
        if self.preview is None:
            self._ask_with_whom()
        else:
            self._show(self.preview)
            self.setFocusProxy(self.swap)

    def _ask_with_whom(self) -> None:
        _ = self.text
        kept = actions.read_client(self.context.record, self.kept_id)
        card = Panel(self.theme, pad=20, gap=8)
        words = _("Which entry is the same person as {name} ({kana})?")
        card.add(label(words.format(name=with_marks(kept.details.name), kana=kept.details.kana), "strong", wrap=True))
        self.picker = ClientPicker(self.context, _("The other entry"), without=self.kept_id)
        self.picker.picked.connect(self._on_picked)
        card.add(self.picker)
        self.body.addWidget(card)
        self.setFocusProxy(self.picker)

    def _on_picked(self, client: Client | None) -> None:
        if client is not None:
            self.merged_id = client.id
            self.refresh()

    def _show(self, preview: actions.MergePreview) -> None:
        _ = self.text
        pair = row(self.theme, 14)
        pair.addWidget(self._person(_("This entry stays"), preview.kept, "accent"), 1)
        pair.addWidget(self._person(_("This entry goes into it"), preview.merged, "warn"), 1)
        self.body.addLayout(pair)
        card = Panel(self.theme, pad=20, gap=10)
        card.add(label(_("What happens"), "strong"))
        for words in self._what_moves(preview):
            card.add(label(f"– {words}", wrap=True))
        for one in preview.filled:
            words = _("{field}: filled in with {value}")
            shown = with_marks(shown_value(one.merged, _))
            card.add(label("– " + words.format(field=field_words(one.field, _), value=shown), wrap=True))
        self.body.addWidget(card)
        if preview.differences:
            differ = Panel(self.theme, pad=20, gap=10)
            differ.add(label(_("Where they differ: choose what is right"), "strong"))
            for one in preview.differences:
                self._difference(differ, one)
            self.body.addWidget(differ)
        said = _("Nothing is lost: the merge can be taken back on the page where this client's details are changed.")
        self.body.addWidget(label(said, "soft", wrap=True))

    def _person(self, heading: str, client: Client, tone: str) -> Panel:
        details = client.details
        card = Panel(self.theme, "banner", tone=tone, pad=16, gap=4)
        card.add(label(heading, "heading"))
        card.add(label(breakable(details.name), "title", wrap=True))
        born = details.birth_date.isoformat() if details.birth_date else ""
        card.add(label(" · ".join(part for part in (breakable(details.kana), born, details.phone) if part), wrap=True))
        card.body.addStretch(1)
        return card

    def _what_moves(self, preview: actions.MergePreview) -> list[str]:
        _ = self.text
        found = [
            (preview.visits, _.plural("{count} visit moves", "{count} visits move", preview.visits)),
            (preview.bookings, _.plural("{count} booking moves", "{count} bookings move", preview.bookings)),
            (preview.consents, _.plural("{count} consent moves", "{count} consents move", preview.consents)),
        ]
        moved = [words for count, words in found if count]
        return moved or [_("The entry that goes has no visits and no bookings.")]

    def _difference(self, card: Panel, one: Difference) -> None:
        _ = self.text
        name = field_words(one.field, _)
        options = [(KEPT, with_marks(shown_value(one.kept, _))), (MERGED, with_marks(shown_value(one.merged, _)))]
        choice = Segments(self.theme, options, name, clearable=False)
        choice.set_value(KEPT)
        self.choices[one.field] = choice
        line = row(self.theme, 12)
        title = label(name, wrap=True)
        title.setBuddy(choice)
        title.setFixedWidth(self.theme.px(140))
        line.addWidget(title)
        line.addWidget(choice, 1)
        card.add(line)

    def _on_swap(self) -> None:
        self.kept_id, self.merged_id = self.merged_id, self.kept_id
        self.refresh()

    def _on_merge(self) -> None:
        if self.preview is None:
            return
        take = frozenset(name for name, choice in self.choices.items() if choice.value() == MERGED)
        person, actor = self.context.person, self.context.actor
        try:
            actions.merge_clients(self.context.record, self.preview, take=take, by=person, actor=actor)
        except Refused as refused:
            self.refresh()
            self.refused.setText(refused.sentence(self.context.language))
            return
        self.done.emit(self.kept_id)
