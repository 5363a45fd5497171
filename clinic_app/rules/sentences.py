"""The sentence for every problem of an assessment document, in both languages.

Codes come from `domain.checks`, `domain.document` and `rules.screening`; a test keeps this table complete. The
path is not part of the sentence: a screen stands beside the field, the command line puts it in front (`line`).
"""

from clinic_app.domain.problem import Problem
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts

SENTENCES = {
    # the text itself
    "too_large": N_("the document is larger than {limit} MB"),
    "too_many_values": N_("the document has more than {limit} values"),
    "too_deep": N_("the document is nested deeper than {limit} levels"),
    "not_utf8": N_("the text is not UTF-8 (byte {byte})"),
    "empty": N_("the document is empty"),
    "malformed": N_("this is not JSON (line {line}, column {column})"),
    "not_json": N_("this is not JSON"),
    "surrogate": N_("the text contains half of a character (a lone surrogate)"),
    "nul": N_("the text contains the character NUL"),
    "duplicate_key": N_("the key is given twice"),
    # its shape
    "unknown_key": N_("this key is unknown"),
    "unknown_id": N_("{value} is unknown"),
    "missing": N_("this is missing"),
    "wrong_type": N_("{expected} is needed here, not {got}"),
    "no_such_word": N_("{value} is not one of the allowed words"),
    "not_a_choice": N_("{value} is not allowed; one of: {allowed}"),
    "not_a_date": N_("this is not a date (year-month-day, as 2026-11-22)"),
    "no_such_date": N_("the date {value} does not exist"),
    "too_large_number": N_("the number is too large"),
    "not_the_shape": N_("the value does not have the shape of the format"),
    "computed": N_("this is computed and never entered"),
    "needs_parts": N_("this is a group; it needs its parts: {allowed}"),
    "too_long": N_("the text has {value} characters; {limit} are the most"),
    # numbers
    "not_a_number": N_("this is not a number"),
    "below": N_("{value} is below {limit}"),
    "above": N_("{value} is above {limit}"),
    "decimals": N_("{value} has too many digits after the point ({limit} at most)"),
    "unusual": N_("{value} is unusual: is it right?"),
    "trials": N_("one to three trials are needed, {value} given"),
    "pelvis_turns": N_("{value}° is a lot: does the pelvis or the shoulder blade move?"),
    "degrees_apart": N_("left {left}° and right {right}° are far apart: measure again"),
    # dates and ages
    "onset_above_age": N_("the age at onset {value} is above the age {limit}"),
    "onset_before_birth": N_("{value} weeks ago lies before birth"),
    "after_assessment": N_("{value} is after the assessment"),
    # sides of a test
    "side_not_done": N_("the side was not done, so nothing may be entered here"),
    "reason_only_when_not_done": N_("a reason belongs only to a side that was not done"),
    "reason_not_given": N_("why was this side not done?"),
    "twice": N_("{value} is named twice"),
    "no_key_fault": N_("{value} failed repetitions need a key fault"),
    "pain_reached_stop": N_("done, although pain reached 5 or rose by 3: is that right?"),
    "sides_apart": N_("left is level {left}, right level {right}: is that right?"),
    "wrong_side": N_("the side {value} does not exist for this region"),
    # answers that disagree
    "extension_disagrees": N_("no pain on bending back, but pain on bending back and twisting: is that right?"),
    "landing_disagrees": N_("the interview and the screening disagree about pain on landing"),
    "point_disagrees": N_("a wide area in the interview, but one sharp point of bone in the screening"),
    "load_disagrees": N_("no sudden rise in training, but the weekly distance is up by {value} %"),
    # the doctor's note
    "urgent_cannot_be_cleared": N_("{value} is urgent; no note can clear it"),
}

_TYPES = {
    "int": N_("a whole number"),
    "float": N_("a number"),
    "int | float": N_("a number"),
    "str": N_("a text"),
    "bool": N_("true or false"),
    "object": N_("an object"),
    "array": N_("a list"),
    "null": N_("nothing"),
}


def sentence(problem: Problem, language: Language) -> str:
    """What is wrong with the value, or what is asked back, in one sentence without its path."""
    say = texts("messages", language)
    values = dict(problem.values)
    if problem.code == "wrong_type":
        values = {name: say(_TYPES[word]) if word in _TYPES else word for name, word in values.items()}
    return say(SENTENCES[problem.code]).format(**values)


def whole_sentence(problem: Problem, language: Language) -> str:
    """The sentence as it stands beside a field: begun and ended like one."""
    said = sentence(problem, language)
    if language == "ja":
        return f"{said}。"
    return said[:1].upper() + said[1:] + ("" if said.endswith("?") else ".")


def line(problem: Problem, language: Language) -> str:
    """The sentence with the path of the value in front: `tests.hip_hinge.left.lean: this is missing`."""
    said = sentence(problem, language)
    return f"{problem.path}: {said}" if problem.path else said
