"""The audit: one button that checks the whole chain, the verdict, and what such a check can and cannot show."""

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import AuditReport, House
from clinic_app.desktop.widgets.labels import label, set_tone
from clinic_app.desktop.widgets.option import action_button
from clinic_app.i18n import N_, texts

FAULTS = {
    "altered": N_("Entry {seq} was altered."),
    "missing": N_("Entry {seq} is missing."),
    "cut": N_("The end was cut off from entry {seq} on."),
    "replaced": N_("Entries from {seq} on were replaced by others."),
}


class AuditCard(OwnerCard):
    """Checked when asked for."""

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("Audit"))

    def _build(self) -> None:
        _ = self.words
        self.add(label(_("Who did what to which record, entry after entry."), "soft", wrap=True))
        self.button = action_button(self.context.theme, _("Check the whole audit"))
        self.button.clicked.connect(self._on_check)
        self.add(self.button)
        self.verdict = label("", "strong", wrap=True)
        self.limits = label("", "soft", wrap=True)
        self.add(self.verdict)
        self.add(self.limits)
        self.verdict.hide()
        self.limits.hide()

    def _on_check(self) -> None:
        self.button.setEnabled(False)
        self.in_background(self.house.check_audit, self._show, lambda: self.button.setEnabled(True))

    def _show(self, report: AuditReport) -> None:
        _ = self.words
        entries = _.plural("{count} entry", "{count} entries", report.rows)
        if report.fault is None:
            self.verdict.setText(_("Nothing found in {entries}.").format(entries=entries))
        else:
            self.verdict.setText(_(FAULTS[report.fault]).format(seq=report.seq))
        set_tone(self.verdict, "good" if report.fault is None else "stop")
        said = texts("messages", self.context.language)
        self.limits.setText("\n".join(said(sentence) for sentence in report.limits))
        self.verdict.show()
        self.limits.show()
