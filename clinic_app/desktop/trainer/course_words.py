"""Words for the course of an episode: names of rows, values of cells, real change. No widgets."""

from typing import TYPE_CHECKING

import msgspec

from clinic_app.domain.finding import Catalogue
from clinic_app.domain.history import ACTIVITY_ROW, ONE_ACTIVITY, PAIN_ROWS, Again, Cell, History, Row
from clinic_app.domain.marks import with_marks
from clinic_app.domain.real_change import Seen, SideChange, Verdict
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, Texts

if TYPE_CHECKING:
    from clinic_app.desktop.context import Context

UNKNOWN = "–"
NAMES = {
    "nrs.now": N_("Pain now"),
    "nrs.worst_run": N_("Worst on a run"),
    "nrs.average_7d": N_("Pain, 7-day average"),
    ACTIVITY_ROW: N_("Activities (mean)"),
    "pgic": N_("Overall (1 best, 7 worst)"),
    "weekly_km": N_("Distance (km a week)"),
    "longest_run_km": N_("Longest run, no pain (km)"),
    "days_missed": N_("Days without training"),
}
VERDICTS: dict[Verdict, str] = {"better": N_("better"), "worse": N_("worse")}
LESS_IS_BETTER = PAIN_ROWS
POSITION = "tests.thoracic_rotation.position"


class CourseWords:
    """Says what a history holds in one language."""

    def __init__(self, catalogue: Catalogue, text: Texts, language: Language, history: History) -> None:
        self._catalogue, self.text, self._language = catalogue, text, language
        positions = {cell.position for row in history.rows for cell in row.cells if cell.position}
        self._several_positions = len(positions) > 1

    def name(self, key: str) -> str:
        """The name of a row."""
        if key in NAMES:
            return self.text(NAMES[key])
        if key.startswith(ONE_ACTIVITY):
            return self.text("· {activity}").format(activity=with_marks(key.removeprefix(ONE_ACTIVITY)))
        _, test, side = key.split(".")
        protocol = self._catalogue.protocols[test]
        sides = {"left": self.text("left"), "right": self.text("right")}
        return self.text("{test}, {side}").format(test=protocol.name.in_language(self._language), side=sides[side])

    def cell(self, row: Row, cell: Cell) -> str:
        """A value with its real change, and on further lines the position and the re-test."""
        if cell.state == "not_done":
            return self.text("not done")
        if cell.state == "stopped_by_pain":
            return self.text("stopped by pain")
        if cell.number is None:
            return UNKNOWN
        lines = [" ".join(filter(None, (self._number(row, cell.number, cell.level), self._change(row, cell))))]
        if self._several_positions and cell.position is not None:
            choices = {choice.id: choice for choice in self._catalogue.by_path[POSITION].choices}
            lines.append(choices[cell.position].label.in_language(self._language))
        if cell.again is not None:
            lines.append(self._again(row, cell, cell.again))
        return "\n".join(lines)

    def verdict(self, verdict: Verdict | None) -> str:
        """A real change in a word; nothing while there is none."""
        return "" if verdict is None else self.text(VERDICTS[verdict])

    def since_first(self, row: Row) -> str:
        """The change since the first visit of the episode; a dash for the unknown, nothing where none is laid down."""
        known = [cell.number for cell in row.cells if cell.number is not None]
        if len(known) < 2:
            return UNKNOWN
        if row.since_first is not None:
            return f"{_arrow(known[0], known[-1])}{self.verdict(row.since_first)}"
        return self.text("no real change") if row.is_compared else ""

    def _number(self, row: Row, number: float, level: int | None) -> str:
        if level is None:
            return f"{number:.1f}".removesuffix(".0") if row.key == ACTIVITY_ROW else f"{number:g}"
        words = self.text("level {level}").format(level=level)
        return f"{number:.1f}°" if row.key.startswith("tests.thoracic_rotation") else words

    def _change(self, row: Row, cell: Cell) -> str:
        if cell.verdict is None or cell.number is None:
            return ""
        rises = (cell.verdict == "better") != (row.key in LESS_IS_BETTER)
        return f"{'↑' if rises else '↓'}{self.verdict(cell.verdict)}"

    def _again(self, row: Row, cell: Cell, again: Again) -> str:
        value = self._number(row, again.number, again.level)
        change = ""
        if again.verdict is not None and cell.number is not None:
            change = f" {_arrow(cell.number, again.number)}{self.verdict(again.verdict)}"
        return self.text("re-test: {value}").format(value=value + change)


def _arrow(before: float, after: float) -> str:
    """Which way the number went; whether that is good is said in a word beside it."""
    return "↑" if after > before else "↓" if after < before else ""


def real_changes(history: History, context: "Context") -> list[tuple[str, str]]:
    """What the last visit of a course shows of real change: the row's name, and the value with its arrow."""
    words = CourseWords(context.rule_set.catalogue, context.text, context.language, history)
    last = [(row, row.cells[-1]) for row in history.rows]
    return [
        (words.name(row.key), words.cell(row, msgspec.structs.replace(cell, again=None)))
        for row, cell in last
        if cell.verdict is not None
    ]


def change_words(change: SideChange, context: "Context") -> tuple[str, str]:
    """A side before and after, and the real change in a word, or that the difference is none."""
    _, language = context.text, context.language
    protocol = context.rule_set.catalogue.protocols[change.test]
    before, after = (_value(seen, _) for seen in (change.before, change.after))
    name = protocol.side_label[change.side].in_language(language)
    said = _("{test}, {side}: {before} → {after}").format(
        test=protocol.name.in_language(language), side=name, before=before, after=after
    )
    if change.verdict is None:
        return said, _("no real change")
    return said, _arrow(change.before.number, change.after.number) + _(VERDICTS[change.verdict])


def _value(seen: Seen, _: Texts) -> str:
    return _("level {level}").format(level=seen.level) if seen.degrees is None else f"{float(seen.degrees):.1f}°"
