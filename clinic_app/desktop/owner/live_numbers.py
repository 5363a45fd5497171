"""The studio's numbers as they stand, nothing hidden: for running it, inside a session, and no way to take them out."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from clinic_app.actions.releases import live_tables
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.grid_view import GridView
from clinic_app.desktop.widgets.in_turn import InTurn
from clinic_app.desktop.widgets.labels import Panel, column, label
from clinic_app.domain.release import Table
from clinic_app.domain.release_view import show
from clinic_app.i18n import N_

SPANS = (("90", N_("90 days")), ("365", N_("One year")), ("all", N_("Everything")))
PERSONAL = N_(
    "Personal data: small numbers are not hidden here, and somebody may be recognised in them. They stay on this "
    "screen; what may leave the house is a closed period."
)
LISTED = (  # what an owner asks about first; the other tables follow
    "type",
    "decision",
    "type_by_decision",
    "reason",
    "proposed_by_type",
    "proposed_by_reason",
    "rules_by_decision",
    "recheck_pain",
    "recheck_type_by_pain",
    "recheck_levels",
    "recheck_adherence",
    "referral",
    "trial",
    "age",
    "sex",
    "distance",
    "duration",
    "findings_by_type",
)


class LiveCard(OwnerCard):
    """Read beside the window when it is looked at; how trainers decide stands near the top."""

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("The studio's numbers"))

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        warning = Panel(theme, "banner", tone="warn", pad=12)
        warning.add(label(_(PERSONAL), wrap=True))
        self.add(warning)
        self.span = Segments(theme, [(key, _(words)) for key, words in SPANS], _("Days"), clearable=False)
        self.span.set_value("365")
        self.span.chosen.connect(lambda _value: self.refresh())
        self.add(self.span)
        self.studios = self._pick_studio()
        self.waiting = label(_("Looking…"), "soft")
        self.add(self.waiting)
        self.tables = InTurn(theme, gap=18)
        self.add(self.tables)

    def _pick_studio(self) -> Segments | None:
        """Of a company with several studios all, or one of them."""
        _, there = self.words, self.context.whereabouts
        if there is None or not there.are_several:
            return None
        named = [("", _("All studios")), *((one.code, one.name) for one in there.studios)]
        made = Segments(self.context.theme, named, _("Studio"), clearable=False)
        made.set_value("")
        made.chosen.connect(lambda _value: self.refresh())
        self.add(made)
        return made

    def refresh(self) -> None:
        """Count again."""
        self.waiting.show()
        last = self.context.today()
        span, studio = asked = self._asked()
        first = date(1900, 1, 1) if span == "all" else last - timedelta(days=int(span or 365))
        rule_set, record = self.context.rule_set, self.context.record

        def show(tables: tuple[Table, ...]) -> None:
            if asked == self._asked():  # not what was asked for before, and took longer
                self._show(tables)

        self.in_background(lambda: live_tables(record, first, last, rule_set, studio), show, self.waiting.hide)

    def _asked(self) -> tuple[str, str]:
        """The days and the studio that are chosen."""
        return str(self.span.value()), "" if self.studios is None else str(self.studios.value() or "")

    def _show(self, tables: tuple[Table, ...]) -> None:
        by_id = {table.id: table for table in tables}
        ordered = dict.fromkeys((*(name for name in LISTED if name in by_id), *by_id))
        self.tables.fill([partial(self._table, by_id[name]) for name in ordered])

    def _table(self, table: Table) -> QWidget:
        grid, part = show(table, self.context.language), QWidget()
        below = column(self.context.theme, pad=0, gap=8)
        part.setLayout(below)
        below.addWidget(label(grid.title, "heading", wrap=True))
        below.addWidget(GridView(self.context.theme, grid, self.words, copies=False))
        return part
