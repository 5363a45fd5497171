"""What is different between two rule sets, in a trainer's words: for whoever decides whether the newer one may speak.

Everything that changes a proposal, a question or a sentence is told; order and comments of the files are not.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from clinic_app.domain.proposal import BLOCKS
from clinic_app.domain.text import Language, Text
from clinic_app.i18n import N_, texts
from clinic_app.rules.labels import condition_text
from clinic_app.rules.ruleset import Rule, RuleSet
from clinic_app.rules.states import CATEGORIES
from clinic_app.rules.table import BLOCK_NAMES, CAPS, THRESHOLDS

T = TypeVar("T")
Lines = Iterator[str]
Say = Callable[[str], str]


class Difference(msgspec.Struct, frozen=True):
    """One kind of difference with its sentences."""

    heading: str
    lines: tuple[str, ...]


def differences(before: RuleSet, after: RuleSet, language: Language) -> tuple[Difference, ...]:
    """All differences by kind; none when both sets say the same."""
    say, words = texts("messages", language), _Words(before, after, language)
    found = (
        (N_("What it is for"), words.purpose()),
        (N_("Rules and points"), words.rules()),
        (N_("Caps and thresholds"), words.limits()),
        (N_("Categories of red flags"), words.red_flags()),
        (N_("Tendencies"), words.causes()),
        (N_("Questions and findings"), words.findings()),
        (N_("Exercises"), words.exercises()),
    )
    kept = ((say(heading), tuple(lines)) for heading, lines in found)
    return tuple(Difference(heading, lines) for heading, lines in kept if lines)


class _Words:
    """The two sets and the language that every sentence needs."""

    def __init__(self, before: RuleSet, after: RuleSet, language: Language) -> None:
        self.before, self.after, self.language = before, after, language
        self.say: Say = texts("messages", language)

    # the sentences all kinds share

    def _new(self, what: str) -> str:
        return self.say(N_("New: {what}")).format(what=what)

    def _gone(self, what: str) -> str:
        return self.say(N_("Removed: {what}")).format(what=what)

    def _turned(self, what: str, old: object, new: object) -> str:
        return self.say(N_("{what}: {old} → {new}")).format(what=what, old=old, new=new)

    def _text(self, text: Text | str | None) -> str:
        if text is None:
            return self.say(N_("none given"))
        return text if isinstance(text, str) else text.in_language(self.language)

    def _reworded(self, what: str, kind: str, old: Text | str | None, new: Text | str | None) -> Lines:
        """A text that changed, also when it did only in the other language."""
        if old == new:
            return
        here, there = self._text(old), self._text(new)
        said = self.say(N_("{what}, {kind}")).format(what=what, kind=self.say(kind)) if kind else what
        if here == there:
            yield self.say(N_("{what}: changed in the other language")).format(what=said)
        else:
            yield self._turned(said, here, there)

    def _compared(
        self,
        old: Mapping[str, T],
        new: Mapping[str, T],
        name: Callable[[T], str],
        told: Callable[[T, T], Lines],
    ) -> Lines:
        """What came, what went, and what `told` says of what stayed."""
        yield from (self._new(name(new[key])) for key in new if key not in old)
        yield from (self._gone(name(old[key])) for key in old if key not in new)
        for key in new:
            if key in old and old[key] != new[key]:
                # Something changed, so something is said, also where no sentence of its own fits.
                yield from tuple(told(old[key], new[key])) or (self._other(name(new[key])),)

    def _other(self, what: str) -> str:
        return self.say(N_("{what}: details changed")).format(what=what)

    # one kind after the other

    def purpose(self) -> Lines:
        old, new = self.before.rules.header, self.after.rules.header
        if old.author != new.author:
            yield self._turned(self.say(N_("Author")), old.author, new.author)
        for words, field in ((N_("Purpose"), "purpose"), (N_("Use"), "use"), (N_("Not for"), "misuse")):
            yield from self._reworded(self.say(words), "", getattr(old, field), getattr(new, field))

    def rules(self) -> Lines:
        old, new = ({rule.id: rule for rule in one.rules.rule} for one in (self.before, self.after))
        for key in new:
            if key not in old:
                yield self._new(self._rule(self.after, new[key]))
        for key in old:
            if key not in new:
                yield self._gone(self._rule(self.before, old[key]))
        for key in new:
            if key in old and old[key] != new[key]:
                yield from self._rule_changed(old[key], new[key])

    def _rule(self, rule_set: RuleSet, rule: Rule) -> str:
        when = condition_text(rule_set, rule.when, self.language)
        said = self.say(N_("{reason}: {points}, when {when}"))
        return said.format(reason=self._text(rule.reason), points=self._points(rule_set, rule), when=when)

    def _points(self, rule_set: RuleSet, rule: Rule) -> str:
        marks = [f"{c.mark} {rule.points[c.id]:+d}" for c in rule_set.rules.cause if c.id in rule.points]
        return self.say(N_(", ")).join(marks)

    def _rule_changed(self, old: Rule, new: Rule) -> Lines:
        name = self._text(new.reason)
        if old.points != new.points:
            yield self._turned(name, self._points(self.before, old), self._points(self.after, new))
        if old.when != new.when:
            whens = (condition_text(s, r.when, self.language) for s, r in ((self.before, old), (self.after, new)))
            yield self._turned(self.say(N_("{what}, when")).format(what=name), *whens)
        if old.block != new.block:
            blocks = (self.say(BLOCK_NAMES[rule.block]) for rule in (old, new))
            yield self._turned(name, *blocks)
        yield from self._reworded(self.say(N_("Words for trainers")), "", old.reason, new.reason)
        for kind, field in (
            (N_("words for clients"), "client"),
            (N_("source"), "source"),
        ):
            yield from self._reworded(name, kind, getattr(old, field), getattr(new, field))

    def limits(self) -> Lines:
        old, new = self.before.rules, self.after.rules
        for block in BLOCKS:
            if old.caps[block] != new.caps[block]:
                yield self._turned(self.say(CAPS[block]), old.caps[block], new.caps[block])
        for key, words in THRESHOLDS.items():
            limits = [getattr(rules.policy, key) for rules in (old, new)]
            if limits[0] != limits[1]:
                yield self._turned(self.say(words), *limits)
        if old.plan.most != new.plan.most:
            yield self._turned(self.say(N_("Exercises at most")), old.plan.most, new.plan.most)
        if (old.plan.comfort, old.plan.comfort_when) != (new.plan.comfort, new.plan.comfort_when):
            yield self._other(self.say(N_("Plan")))
        if self.before.catalogue.rotation != self.after.catalogue.rotation:
            yield from self._bands()

    def _bands(self) -> Lines:
        old, new = self.before.catalogue.rotation, self.after.catalogue.rotation
        position = self.after.catalogue.by_path["tests.thoracic_rotation.position"]
        for key, bands in new.bands.items():
            if old.bands.get(key) != bands:
                edges = (
                    self.say(N_(", ")).join(f"{limit:g}°" for limit in (b.normal, b.borderline, b.limited))
                    for b in (old.bands[key], bands)
                )
                yield self._turned(self._text(position.choice(key).label), *edges)
        if (old.confirm_difference, old.real_change) != (new.confirm_difference, new.real_change):
            yield self._other(self._text(self.after.catalogue.protocols["thoracic_rotation"].name))

    def red_flags(self) -> Lines:
        sets = (self.before, self.after)
        old, new = ({rule.id: rule for rule in one.rules.screening} for one in sets)
        labels = {item.id: self._text(item.label) for one in sets for item in one.catalogue.screening}
        for key in dict.fromkeys((*new, *old)):
            for category, words in CATEGORIES.items():
                conditions = [getattr(rules.get(key), category, None) for rules in (old, new)]
                if conditions[0] != conditions[1]:
                    said = (
                        self.say(N_("never")) if when is None else condition_text(one, when, self.language)
                        for one, when in zip(sets, conditions, strict=True)
                    )
                    yield self._turned(f"{labels[key]} [{self.say(words)}]", *said)

    def causes(self) -> Lines:
        old, new = ({cause.id: cause for cause in one.rules.cause} for one in (self.before, self.after))

        def told(was: Any, now: Any) -> Lines:
            yield from self._reworded(now.mark, N_("name"), was.name, now.name)
            yield from self._reworded(now.mark, N_("short name"), was.short, now.short)
            if was.client != now.client:
                yield self.say(N_("{what}: the words for clients change")).format(what=now.mark)
            if was.easier_below != now.easier_below:
                what = self.say(N_("{what}, easier form below level")).format(what=now.mark)
                yield self._turned(what, was.easier_below, now.easier_below)

        yield from self._compared(old, new, lambda cause: f"{cause.mark} {self._text(cause.name)}", told)

    def findings(self) -> Lines:
        old, new = ({finding.path: finding for finding in one.catalogue.findings} for one in (self.before, self.after))
        yield from self._compared(old, new, lambda finding: self._text(finding.label), self._asked)
        old_items, new_items = (
            {item.id: item for item in one.catalogue.screening} for one in (self.before, self.after)
        )
        yield from self._compared(old_items, new_items, lambda item: self._text(item.label), self._asked)

    def _asked(self, was: Any, now: Any) -> Lines:
        name = self._text(now.label)
        yield from self._reworded(name, N_("name"), was.label, now.label)
        yield from self._reworded(name, N_("help"), was.help, now.help)

    def exercises(self) -> Lines:
        def told(was: Any, now: Any) -> Lines:
            for key, form in now.forms.items():
                if key in was.forms and was.forms[key].dose != form.dose:
                    doses = (found.dose.in_language(self.language) for found in (was.forms[key], form))
                    what = self.say(N_("{what}, {kind}")).format(what=self._text(now.name), kind=self._text(form.name))
                    yield self._turned(what, *doses)
            same_dose = {key: form.dose for key, form in was.forms.items()} == {k: f.dose for k, f in now.forms.items()}
            if same_dose or was.forms.keys() != now.forms.keys():
                yield self._other(self._text(now.name))

        yield from self._compared(
            self.before.exercises, self.after.exercises, lambda exercise: self._text(exercise.name), told
        )
