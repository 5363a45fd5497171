"""What is wrong with single rules and items, found over the grid of their own findings.

Dead and unreachable conditions, limits that no value crosses, rules that say the same or the opposite of each other,
and points that fall where a test gets worse. A condition over several findings is tried with every combination of them.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from clinic_app.domain.proposal import BLOCKS
from clinic_app.rules.conditions import compile_condition
from clinic_app.rules.grid import Assignment, Grid, comparisons, observable
from clinic_app.rules.observe import DIFFERENCE, LEVELS
from clinic_app.rules.ruleset import Cause, Condition, Rule, RuleSet

WIDEST = 200_000
CATEGORIES = ("urgent", "refer", "caution")
_Point = tuple[float, list[int], Assignment]
Found = tuple[str, str, dict[str, str], Assignment | None]


def rule_faults(rule_set: RuleSet, grid: Grid) -> Iterator[Found]:
    """Kind, place, values and witness of every fault of single rules; proofs over all of them are not here."""
    sound, document = True, rule_set.rules
    places = [(rule.id, rule.when) for rule in document.rule]
    for item in document.screening:
        places += [(item.id, condition) for name in CATEGORIES if (condition := getattr(item, name)) is not None]
    seen = observable(rule_set.catalogue)
    for place, condition in places:
        for found in _condition_faults(place, condition, grid, seen):
            sound = sound and found[0] not in ("unobservable", "wide")
            yield found
    if not sound:
        return
    yield from _dead_rules(rule_set, grid)
    yield from _unreachable_categories(rule_set, grid)
    yield from _twins(rule_set, grid)
    for cause in document.cause:
        yield from _falling(rule_set, grid, cause)


def _condition_faults(place: str, condition: Condition, grid: Grid, seen: frozenset[str]) -> Iterator[Found]:
    for path in condition.findings():
        if path not in seen:
            yield "unobservable", place, {"finding": path}, None
            return
    count = grid.size(condition.findings())
    if count > WIDEST:
        yield "wide", place, {"count": str(count)}, None
        return
    for part in comparisons(condition):
        path = part.finding or ""
        if part.is_ is not None:
            continue
        results = {compile_condition(part)({path: value}) for value in grid.values(path) if value is not None}
        if len(results) == 1:
            low, high, _ = grid.range_of(path)
            values = {"finding": path, "low": f"{low:g}", "high": f"{high:g}"}
            yield "threshold", place, values, {path: grid.values(path)[0]}


def _dead_rules(rule_set: RuleSet, grid: Grid) -> Iterator[Found]:
    for rule in rule_set.rules.rule:
        check, last = compile_condition(rule.when), None
        for last in grid.assignments(rule.when.findings()):
            if check(last):
                break
        else:
            yield "dead", rule.id, {}, last


def _unreachable_categories(rule_set: RuleSet, grid: Grid) -> Iterator[Found]:
    """Of every screening item, categories that never hold, or only where an earlier one holds."""
    for item in rule_set.rules.screening:
        given = [(name, found) for name in CATEGORIES if (found := getattr(item, name)) is not None]
        paths = tuple(dict.fromkeys(path for _, condition in given for path in condition.findings()))
        checks = [(name, compile_condition(condition)) for name, condition in given]
        first: set[str] = set()
        held: dict[str, Assignment] = {}
        for assignment in grid.assignments(paths):
            true = [name for name, check in checks if check(assignment)]
            first.update(true[:1])
            for name in true:
                held.setdefault(name, assignment)
        for name, condition in given:
            if name not in held:
                yield "dead", item.id, {}, next(grid.assignments(condition.findings()))
            elif name not in first:
                yield "unreachable", item.id, {"category": name}, held[name]


def _twins(rule_set: RuleSet, grid: Grid) -> Iterator[Found]:
    """Rules that hold under exactly the same findings and speak of the same cause."""

    @cache
    def pattern(place: int) -> tuple[bool | None, ...]:
        rule = rules[place]
        check = compile_condition(rule.when)
        return tuple(check(given) for given in grid.assignments(tuple(sorted(rule.when.findings()))))

    rules = rule_set.rules.rule
    paths = [tuple(sorted(rule.when.findings())) for rule in rules]
    for place, rule in enumerate(rules):
        for before in range(place):
            shared = rules[before].points.keys() & rule.points.keys()
            if not shared or paths[before] != paths[place] or pattern(before) != pattern(place):
                continue
            witness = _witness(rule, grid)
            agree = {key: (rule.points[key] > 0) == (rules[before].points[key] > 0) for key in sorted(shared)}
            for kind, same in (("duplicate", True), ("contradictory", False)):
                causes = ", ".join(key for key, agrees in agree.items() if agrees == same)
                if causes:
                    yield kind, rule.id, {"other": rules[before].id, "causes": causes}, witness


def _witness(rule: Rule, grid: Grid) -> Assignment | None:
    check = compile_condition(rule.when)
    return next((given for given in grid.assignments(rule.when.findings()) if check(given)), None)


def _falling(rule_set: RuleSet, grid: Grid, cause: Cause) -> Iterator[Found]:
    """Points that a cause loses where its own test gets worse, by block: a cap can hide it, but only sometimes."""
    for kind, path, worse in (("worse_is_less", LEVELS[cause.test], -1), ("stiffer_is_less", DIFFERENCE, 1)):
        rules = [rule for rule in rule_set.rules.rule if cause.id in rule.points and path in rule.when.findings()]
        if not rules or (path == DIFFERENCE and cause.test != "thoracic_rotation"):
            continue
        paths = tuple(dict.fromkeys((path, *(other for rule in rules for other in rule.when.findings()))))
        if grid.size(paths) > WIDEST:
            yield "wide", rules[0].id, {"count": str(grid.size(paths))}, None
            continue
        found = _first_fall(_rows(rules, cause.id, grid, paths), worse)
        if found is not None:
            values, witness = found
            held = [rule.id for rule in rules if compile_condition(rule.when)(witness)]
            yield kind, held[-1] if held else rules[0].id, {"cause": cause.id, **values}, witness


def _rows(rules: list[Rule], cause: str, grid: Grid, paths: tuple[str, ...]) -> list[list[_Point]]:
    """Points by block for every value of the first finding, one row for each combination of the others."""
    checks = [(compile_condition(rule.when), BLOCKS.index(rule.block), rule.points[cause]) for rule in rules]
    rows: dict[tuple[object, ...], list[_Point]] = {}
    for given in grid.assignments(paths):
        value = given[paths[0]]
        if value is None:
            continue
        sums = [0] * len(BLOCKS)
        for check, block, points in checks:
            if check(given):
                sums[block] += points
        rows.setdefault(tuple(given[other] for other in paths[1:]), []).append((float(value), sums, given))
    return list(rows.values())


def _first_fall(rows: list[list[_Point]], worse: int) -> tuple[dict[str, str], Assignment] | None:
    """The first two neighbouring values between which a block's points fall, all else being equal."""
    for row in rows:
        row.sort(key=lambda point: point[0] * worse)
        for (better, more, _), (poorer, less, given) in pairwise(row):
            for block in range(len(BLOCKS)):
                if less[block] < more[block]:
                    values = {"better": f"{better:g}", "worse": f"{poorer:g}"}
                    return {**values, "more": str(more[block]), "less": str(less[block])}, given
    return None
