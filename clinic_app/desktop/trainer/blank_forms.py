"""Saving the blank forms for a day without power, where the trainer chooses."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from clinic_app.desktop.context import Context
from clinic_app.handouts.blank_forms import render_blank_forms


def ask_where(parent: QWidget, context: Context) -> Path | None:
    """The file a person chose for them, None when they thought better of it."""
    _ = context.text
    name = _("Save blank forms for a day without power")
    path, _kind = QFileDialog.getSaveFileName(parent, name, _("blank-forms.pdf"), "PDF (*.pdf)")
    return Path(path) if path else None


def save_blank_forms(context: Context, path: Path) -> str:
    """Write them, and what to say about it; they ask what the rule set in use asks, and name nobody."""
    try:
        clinic = context.clinic_at(context.record.studio)
        path.write_bytes(render_blank_forms(context.rule_set, clinic, context.language))
    except OSError:
        return context.text("The file could not be written there. Choose another place.")
    return context.text("Saved. Print some and keep them at the front desk.")
