"""A rule set small enough that every input can be tried: three tests, two interview answers, one posture answer."""

from clinic_app.bootstrap.factory import factory_texts

_WORDS = '{ ja = "言葉", en = "words" }'
_ITEM = '[[item]]\nid = "{id}"\ngroup = "all"\nlabel = {words}\n'
_FINDING = (
    '[[finding]]\nid = "{id}"\nsection = "{section}"\nstep = "{step}"\n'
    'type = "yes_no"\nwidget = "yes_no"\nlabel = {words}\n'
)
_RULE = (
    '[[rule]]\nid = "{id}"\nblock = "{block}"\nwhen = {when}\npoints = {points}\nreason = {words}\nsource = {words}\n'
)
_LEVEL = '{{ finding = "tests.{test}.level", is = {level} }}'
_INTAKE = ("sex", "age", "age_at_onset", "now")
CAPS = "tests = 3\nposture = 1\ninterview = 2"
_ANSWERS = (("a", "interview", "intake"), ("b", "interview", "intake"), ("p", "posture", "posture"))
LEVEL_POINTS = {3: -2, 2: 1, 1: 3, 0: 4}
TESTS = {"g": "hip_hinge", "t": "thoracic_rotation", "c": "dead_bug"}


def rule(key: str, block: str, when: str, points: str) -> str:
    """One rule as TOML."""
    return _RULE.format(id=key, block=block, when=when, points=points, words=_WORDS)


def small_texts(
    extra: str = "", policy: str = "", caps: str = "tests = 3\nposture = 1\ninterview = 2"
) -> dict[str, str]:
    """The texts: tests, protocols and exercises as in the factory set, everything else as little as there can be."""
    factory = factory_texts()
    kept = [name for name in factory if not name.startswith("rules/") and "posture" not in name]
    texts = {name: factory[name] for name in kept if not name.endswith(("intake.toml", "screening.toml"))}
    intake = factory["findings/intake.toml"].split("\n[[finding]]\n")
    needed = [part for part in intake[1:] if any(part.startswith(f'id = "{key}"\n') for key in _INTAKE)]
    needed += [part for part in intake[1:] if part.startswith(('id = "weeks_since_onset"', 'id = "pain_drawing"'))]
    texts["findings/intake.toml"] = "".join(f"[[finding]]\n{part}\n" for part in needed)
    texts["findings/intake.toml"] += "".join(
        _FINDING.format(id=key, section=section, step=step, words=_WORDS)
        for key, section, step in (
            ("a", "interview", "intake"),
            ("b", "interview", "intake"),
            ("p", "posture", "posture"),
        )
    )
    texts["findings/screening.toml"] = f'[[group]]\nid = "all"\nlabel = {_WORDS}\nlead = {_WORDS}\n' + "".join(
        _ITEM.format(id=key, words=_WORDS) for key in ("red", "amber")
    )
    header = factory["rules/factory.toml"].split("[caps]")[0].replace('id = "factory"', 'id = "small"')
    given = {"lead": 5, "rival": 4, "rival_within": 2, "high_total": 5, "high_ahead": 4, "low_within": 2}
    given |= {"contradiction": 2, "pending": 2}
    lines = "".join(f"{key} = {value}\n" for key, value in given.items() if f"{key} =" not in policy)
    causes = "".join(
        f'[[cause]]\nid = "{cause}"\nmark = "{cause}"\ntest = "{test}"\nexercise = "{test}"\neasier_below = 2\n'
        f"name = {_WORDS}\nshort = {_WORDS}\nmechanism = {_WORDS}\n"
        for cause, test in TESTS.items()
    )
    rules = "".join(
        rule(
            f"{cause}-{level}",
            "tests",
            f'{{ finding = "tests.{test}.level", is = {level} }}',
            f"{{ {cause} = {points} }}",
        )
        for cause, test in TESTS.items()
        for level, points in LEVEL_POINTS.items()
    )
    rules += rule("a-yes", "interview", '{ finding = "interview.a", is = "yes" }', "{ g = 2, t = 1 }")
    rules += rule("a-no", "interview", '{ finding = "interview.a", is = "no" }', "{ g = -1 }")
    rules += rule("b-yes", "interview", '{ finding = "interview.b", is = "yes" }', "{ g = 1, c = 2, t = 1 }")
    rules += rule("p-yes", "posture", '{ finding = "posture.p", is = "yes" }', "{ c = 2, t = 1 }")
    screening = (
        '[[screening]]\nid = "red"\nurgent = { finding = "screening.red", is = "yes" }\n'
        '[[screening]]\nid = "amber"\nrefer = { any = [{ finding = "screening.amber", is = "yes" }, '
        '{ finding = "client.age", below = 20 }] }\n'
    )
    plan = '[plan]\nmost = 3\ncomfort_when = "amber"\ncomfort = ["comfort_walk", "standard"]\n'
    body = f"{header}[caps]\n{caps}\n\n[policy]\n{lines}{policy}\n\n{plan}\n{causes}{rules}{extra}{screening}"
    return {**texts, "rules/small.toml": body}
