"""What the set papers and the plain one both say: results, advice, what to do next. Words alone, nothing that is drawn.

The plain sheet may not lean on the layout, and must not say less than the sheet in whose place it comes out.
"""

from clinic_app.domain.text import Language
from clinic_app.handouts.content import MemoContent, SheetContent, Tendency
from clinic_app.i18n import texts


def standing_words(content: SheetContent) -> str:
    """How firm the result is, in two or three words."""
    _ = texts("handouts", content.language)
    return {
        "leading": _("Main tendency"),
        "provisional": _("Main tendency, provisional"),
        "mixed": _("Several tendencies combined"),
        "undetermined": _("Left open today"),
        "insufficient": _("Not enough information"),
    }[content.standing]


def tests_missing(content: SheetContent) -> bool:
    """Whether a test was left out or done on one side only."""
    return not all(test.counts for test in content.tests)


def provisional_words(content: SheetContent) -> str:
    """That the result rests on part of the tests; empty when it does not."""
    _ = texts("handouts", content.language)
    if content.standing == "provisional" or (content.standing == "mixed" and tests_missing(content)):
        return _("Provisional: summed up from the tests done today. We will complete the tests next time.")
    return ""


def open_result(content: SheetContent) -> Tendency:
    """What is said when no cause is named."""
    _ = texts("handouts", content.language)
    if content.standing == "insufficient":
        return Tendency(
            _("No tendency\nwas summed up today"),
            _("The movement tests could not be done today. We will look at them at the next re-assessment."),
        )
    if content.watched:
        names = _(", ").join(content.watched)
        return Tendency(
            _("No single tendency\nstood out today"),
            _("What we noticed: {names}. We start there and look again at the next re-assessment.").format(names=names),
        )
    if tests_missing(content):
        return Tendency(
            _("No single tendency\nstood out today"),
            _("Some tests were not done today. We will look at them at the next re-assessment."),
        )
    return Tendency(
        _("Your three movements\nwere well balanced today"),
        _("How much and how hard you run may matter more. Adjust your load step by step; we look again next time."),
    )


def how_often(content: SheetContent) -> str:
    """How often the exercises are done."""
    _ = texts("handouts", content.language)
    return _("As often as it helps") if content.comfort else _("3 to 5 days a week · once a day · 10 to 15 min")


def come_back_words(language: Language) -> str:
    """For a back that is easily provoked: until when not to run."""
    _ = texts("handouts", language)
    return _(
        "As soon as the pain has settled we choose the next exercises together. Until then please do not run and do no "
        "exercise with load."
    )


def load_lines(language: Language) -> tuple[str, ...]:
    """How to handle load when no exercise was agreed."""
    _ = texts("handouts", language)
    return (
        _("First the distance, then the speed, hills last: change one thing at a time."),
        _("Do not let your weekly distance grow by 30 % or more within 4 weeks."),
        _("After a day in yellow run less the next time; in red stop and call us."),
        _("Write down each day how your back feels: at the next re-assessment we look at it together."),
    )


def call_words(content: MemoContent) -> tuple[str, str]:
    """The one thing to do, and what it means for today."""
    _ = texts("handouts", content.language)
    if content.urgency == "urgent":
        return _("Please go to a hospital now"), _(
            "Today's assessment and exercise stop here. Do not wait for it to pass. If you cannot move or feel very "
            "ill, call an ambulance (119 in Japan)."
        )
    return (
        _("Please see an orthopaedic doctor\nbefore you exercise"),
        _("Until a doctor has said that you may, we do no tests and no exercise with you."),
    )


def tell_the_doctor(language: Language) -> tuple[str, ...]:
    """What to take along and to say."""
    _ = texts("handouts", language)
    return (
        _("Show this paper as it is."),
        _("Say since when it hurts and what makes it worse."),
        _("Take along the names of your medicines."),
        _("Ask whether and how far you may exercise."),
    )
