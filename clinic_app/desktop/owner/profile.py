"""The studio on paper: name, contact and logo, kept field by field, with a preview of what is printed."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.logo import read_logo
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.i18n import N_

FIELDS = (
    ("name", N_("Name of the studio")),
    ("address", N_("Address")),
    ("phone", N_("Phone")),
    ("email", N_("E-mail")),
    ("booking_url", N_("Booking page")),
)
PREVIEW = QSize(270, 90)  # three tenths of the largest logo that is kept


class ProfileCard(OwnerCard):
    """Each field is kept when it is left; `kept` carries the profile as it stands then."""

    kept = Signal(object)

    def __init__(self, context: Context, house: House) -> None:
        self.profile = actions.clinic_profile(context.record)
        super().__init__(context, house, context.text("The studio on paper"))
        self._show_logo()

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        self.fields: dict[str, TextField] = {}
        for name, words in FIELDS:
            field = TextField(theme, _(words))
            field.set_text(getattr(self.profile, name))
            field.typed.connect(lambda _text: self._on_typed())
            title = label(_(words), "heading")
            title.setBuddy(field)
            self.add(title)
            self.add(field)
            self.fields[name] = field
        self.add(label(_("Logo"), "heading"))
        self.add(label(_("A PNG or JPEG file; printed at the upper right of every sheet."), "soft", wrap=True))
        # On white whatever the theme: that is the paper.
        self.paper = Panel(theme, "paper", pad=10)
        self.paper.setStyleSheet("background: white; border-radius: 6px;")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumHeight(theme.px(PREVIEW.height()))
        self.paper.add(self.picture)
        self.add(self.paper)
        line = FlowLayout(theme.px(8))
        self.choose, self.drop = action_button(theme, _("Choose a logo…")), action_button(theme, _("Without a logo"))
        self.choose.clicked.connect(self._on_choose)
        self.drop.clicked.connect(lambda: self._keep(msgspec.structs.replace(self.profile, logo=b"")))
        line.addWidget(self.choose)
        line.addWidget(self.drop)
        self.add(line)

    def _on_typed(self) -> None:
        typed = {name: field.text() for name, field in self.fields.items()}
        self._keep(msgspec.structs.replace(self.profile, **typed))

    def _on_choose(self) -> None:
        words = self.words("Choose a logo…")
        path, _kind = QFileDialog.getOpenFileName(self, words, "", "PNG, JPEG (*.png *.jpg *.jpeg)")
        if path:
            self.take_logo(Path(path))

    def take_logo(self, path: Path) -> None:
        """Read a picture and keep it, or say why not."""
        logo = self.attempt(lambda: read_logo(path))
        if logo is not None:
            self._keep(msgspec.structs.replace(self.profile, logo=logo))

    def _keep(self, profile: ClinicProfile) -> None:
        kept = self.attempt(lambda: self.house.keep_profile(profile))
        if kept is None:
            return
        self.profile = kept
        self._show_logo()
        self.say(self.words("Kept; the next paper carries it."), good=True)
        self.kept.emit(kept)

    def _show_logo(self) -> None:
        pixmap = QPixmap()
        shown = bool(self.profile.logo) and pixmap.loadFromData(self.profile.logo)
        self.paper.setVisible(shown)
        self.drop.setVisible(shown)
        if shown:
            theme = self.context.theme
            box = QSize(theme.px(PREVIEW.width()), theme.px(PREVIEW.height()))
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(pixmap.scaled(box, Qt.AspectRatioMode.KeepAspectRatio, smooth))
            self.picture.setAccessibleName(self.words("Logo"))
