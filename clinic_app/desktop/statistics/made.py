"""How a release was made: what was counted and hidden, and the five criteria that let it leave the house."""

from PySide6.QtWidgets import QGridLayout

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.domain.release import Release
from clinic_app.i18n import N_

WHY_HIDDEN = N_(
    "A number of 1 to {most} people could point to somebody who is known. It is hidden, and so is every number from "
    "which it could be worked out: by subtracting from a total, across tables, or with another period. Which of the "
    "two reasons holds for a cell is not said, because that alone would narrow it down."
)
PROVED = N_(
    "Before the release existed, a second, separate calculation tried to work out every hidden number from everything "
    "that is shown, and found none that lies within 1 to {most}."
)


def made_cards(surroundings: Surroundings, release: Release) -> tuple[Panel, ...]:
    """Two cards: the figures of the release, and why something is hidden."""
    return _figures(surroundings, release), _reasons(surroundings, release)


def _figures(surroundings: Surroundings, release: Release) -> Panel:
    _, theme, manifest = surroundings.text, surroundings.theme, release.manifest
    card = Panel(theme, pad=20, gap=10)
    card.add(label(_("How it was made"), "strong"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(24))
    grid.setVerticalSpacing(theme.px(8))
    period = release.period
    apart = _(", ").join(f"{one.studio.name} {one.clients:,}" for one in release.slices)
    lines = (
        (_("Period"), f"{period.first.isoformat()} – {period.last.isoformat()}"),
        (_("Closed on"), manifest.closed_at.astimezone().strftime("%Y-%m-%d %H:%M")),
        (_("Clients"), f"{manifest.clients:,}"),
        *(((_("Clients by studio"), apart),) if apart else ()),
        (_("Rules"), ", ".join(manifest.rules)),
        (_("Program"), manifest.program),
        (_("Cells shown"), f"{manifest.cells_shown:,}"),
        (_("Cells hidden"), f"{manifest.cells_hidden_first + manifest.cells_hidden_second:,}"),
        (_("Audit of what is hidden"), _("passed")),
    )
    for place, (words, value) in enumerate(lines):
        grid.addWidget(label(words, "soft"), place, 0)
        grid.addWidget(label(value, wrap=True), place, 1)
    grid.setColumnStretch(1, 1)
    card.add(grid)
    return card


def _reasons(surroundings: Surroundings, release: Release) -> Panel:
    _, card = surroundings.text, Panel(surroundings.theme, pad=20, gap=10)
    most = release.manifest.hide_below - 1
    card.add(label(_("What is hidden, and why"), "strong"))
    for words in (WHY_HIDDEN, PROVED):
        card.add(label(_(words).format(most=most), wrap=True))
    return card
