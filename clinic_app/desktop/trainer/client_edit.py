"""Changing a client: the same fields, who looks alike, what was merged. A newer version is shown, never overwritten."""

from msgspec import structs
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.alike_panel import AlikePanel
from clinic_app.desktop.trainer.client_fields import ClientFields, Typed, typed_of
from clinic_app.desktop.trainer.client_form import LOOK_AFTER_MS
from clinic_app.desktop.trainer.client_words import field_words, shown_value
from clinic_app.desktop.widgets.both_versions import BothVersions, VersionLine
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.marks import with_marks
from clinic_app.domain.two_versions import differences
from clinic_app.errors import Refused


class ClientEdit(FootedPage):
    """One client's details, open for change; saved by the button, kept when the page is built anew."""

    saved = Signal(str)
    left = Signal(str)
    merge_requested = Signal(str, str)

    def __init__(self, context: Context, client_id: str) -> None:
        super().__init__(context.theme)
        self.context, self.text = context, context.text
        self.setAccessibleName(self.text("Change details"))
        self.client: Client = actions.read_client(context.record, client_id)
        self._build()
        self.fields.show_details(self.client.details)
        self._look_later = QTimer(self, interval=LOOK_AFTER_MS, singleShot=True)
        self._look_later.timeout.connect(self._look)
        self.fields.typed_on.connect(self._look_later.start)
        self._look()
        self._show_merges()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        head = row(theme, 12)
        head.addWidget(label(_("Change details"), "display"))
        head.addWidget(label(with_marks(self.client.details.name), "soft"), 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        self.page.add(head)
        self.newer = Panel(theme, "banner", tone="warn", pad=14)
        self.newer.hide()
        self.page.add(self.newer)
        self.fields = ClientFields(self.context)
        self.alike = AlikePanel(self.context, _("Same person: merge"))
        self.alike.same_chosen.connect(lambda other: self.merge_requested.emit(self.client.id, other))
        self.alike.another_chosen.connect(self._on_another)
        self.merges = column(theme, pad=0, gap=8)
        side = column(theme, pad=0, gap=12)
        side.addWidget(self.alike)
        merge = action_button(theme, _("Merge with another entry"))
        merge.clicked.connect(lambda: self.merge_requested.emit(self.client.id, ""))
        side.addWidget(merge)
        side.addLayout(self.merges)
        side.addStretch(1)
        both = self.side_by_side()
        both.addWidget(self.fields, 5)
        both.addLayout(side, 3)
        self.page.body.addStretch(1)
        back = action_button(theme, _("Cancel"))
        back.clicked.connect(lambda: self.left.emit(self.client.id))
        self.refused = label("", "problem", wrap=True)
        self.save = action_button(theme, _("Save the details"), "primary")
        self.save.clicked.connect(self._on_save)
        self.add_button(back)
        self.buttons.addWidget(self.refused, 1)
        self.buttons.addWidget(self.save)
        self.setFocusProxy(self.fields)

    def draft(self) -> Typed:
        """What is typed, for a page that is built anew."""
        return self.fields.typed()

    def take_draft(self, typed: Typed) -> None:
        """Go on with what was typed before."""
        self.fields.show_typed(typed)

    def _look(self) -> None:
        self.alike.look(self.fields.rough_details(), client_id=self.client.id)

    def _on_another(self, other: str) -> None:
        actions.say_another_person(
            self.context.record, self.client.id, other, by=self.context.person, actor=self.context.actor
        )
        self._look()

    def _on_save(self) -> None:
        details = self.fields.details(birth_needed=self.client.details.birth_date is not None)
        if details is None:
            wrong = self.fields.first_wrong()
            if wrong is not None:
                wrong.edit.setFocus()
                self.page.ensureWidgetVisible(wrong)
            return
        try:
            actions.change_client(self.context.record, replace(self.client, details=details), actor=self.context.actor)
        except Refused as refused:
            self._on_refused(refused, details)
            return
        self.saved.emit(self.client.id)

    def _on_refused(self, refused: Refused, details: ClientDetails) -> None:
        """Say why; when somebody else saved first, show theirs beside what is typed, and let this person decide."""
        self.refused.setText(refused.sentence(self.context.language))
        now = actions.read_client(self.context.record, self.client.id)
        if now.revision == self.client.revision:
            return
        self._show_both(details, now)
        self.refused.setText("")
        self.client = now
        self.page.ensureWidgetVisible(self.newer)

    def _show_both(self, mine: ClientDetails, now: Client) -> None:
        """Both versions side by side; the fields below always hold what "save" would store."""
        _ = self.text
        clear(self.newer.body)
        said = _(
            "Somebody else has changed this client meanwhile. Choose for each detail what holds; what only one of you "
            "changed is chosen already. Then save again."
        )
        self.newer.add(label(said, "strong", wrap=True))
        began, ours, theirs = (structs.asdict(one) for one in (self.client.details, mine, now.details))
        found = differences(began, ours, theirs)
        self.both = both = BothVersions(
            self.theme,
            _,
            [
                VersionLine(
                    one.path,
                    field_words(one.path, _),
                    shown_value(one.mine, _),
                    shown_value(one.theirs, _),
                    None if one.changed_by == "both" else one.changed_by,
                )
                for one in found
            ],
        )

        def chosen() -> None:
            for name, side in both.picked().items():
                self._take(mine if side == "mine" else now.details, name)
            self.save.setEnabled(both.left_open == 0)
            left.setText(both.still_open(_))

        both.changed.connect(chosen)
        self.newer.add(both)
        left = label("", "soft", wrap=True)
        self.newer.add(left)
        self.newer.show()
        chosen()

    def _take(self, version: ClientDetails, name: str) -> None:
        """Put one detail of a version into its field."""
        field = {"birth_date": "birth", "running_since": "since", "usual_weekly_km": "km"}.get(name, name)
        self.fields.show_typed({**self.fields.typed(), field: typed_of(version)[field]})

    def _show_merges(self) -> None:
        _ = self.text
        clear(self.merges)
        for merge in actions.merges_of(self.context.record, self.client.id):
            card = Panel(self.theme, pad=12, gap=6)
            day = merge.merged_at.astimezone().date().isoformat()
            words = _("Merged on {day}: {name} ({kana})").format(
                day=day, name=with_marks(merge.merged.details.name), kana=merge.merged.details.kana
            )
            card.add(label(words, wrap=True))
            undo = action_button(self.theme, _("Make two of one again"))
            undo.setAccessibleName(f"{undo.text()}: {merge.merged.details.kana}")
            undo.clicked.connect(lambda _checked=False, m=merge.id: self._on_undo(m))
            card.add(undo)
            self.merges.addWidget(card)

    def _on_undo(self, merge_id: str) -> None:
        try:
            actions.undo_merge(self.context.record, merge_id, by=self.context.person, actor=self.context.actor)
        except Refused as refused:
            self.refused.setText(refused.sentence(self.context.language))
            return
        self.saved.emit(self.client.id)
