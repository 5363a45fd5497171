"""Words that must not go home, in every text a client can read (CLINICAL.md 7)."""

import gettext
from collections.abc import Iterator

import pytest
import sheet_samples
from sheet_samples import memo, sheet

from clinic_app import bundle
from clinic_app.domain.text import LANGUAGES, Text
from clinic_app.handouts import forbidden_words, render_memo, render_sheet
from clinic_app.handouts.words import list_not_a_diagnosis, not_a_diagnosis

FIXED = {sentence(language) for sentence in (not_a_diagnosis, list_not_a_diagnosis) for language in LANGUAGES}
# A doctor reads the memo: "severe pain", "see a doctor" are meant; nothing there needs a forbidden word either.


def client_texts() -> Iterator[tuple[str, Text]]:
    rules = sheet_samples.rule_set()
    for cause in rules.rules.cause:
        assert cause.client is not None
        yield from ((cause.id, text) for text in (cause.client.headline, cause.client.body))
    yield from ((rule.id, rule.client) for rule in rules.rules.rule if rule.client is not None)
    for exercise in rules.exercises.values():
        yield from (
            (exercise.id, text) for text in (exercise.name, exercise.purpose, exercise.equipment, *exercise.avoid)
        )
        for form in exercise.forms.values():
            yield from ((exercise.id, text) for text in (form.name, form.cue, *form.steps, *form.points))
    for protocol in rules.catalogue.protocols.values():
        yield from ((protocol.id, text) for text in (protocol.name, protocol.short, *protocol.levels.values()))


def test_no_text_of_the_data_says_a_forbidden_word() -> None:
    said = [
        (where, word)
        for where, text in client_texts()
        for lang in LANGUAGES
        for word in forbidden_words(text.in_language(lang), lang)
    ]
    assert said == []


def test_every_client_text_was_looked_at() -> None:
    assert len(list(client_texts())) > 100


def test_no_message_of_the_papers_says_a_forbidden_word_but_the_fixed_sentences() -> None:
    with bundle.resource("i18n", "ja", "handouts.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    pairs = [(key, value) for key, value in catalogue.items() if isinstance(key, str) and key]
    assert len(pairs) > 80
    for english, japanese in pairs:
        if japanese not in FIXED:
            assert forbidden_words(japanese, "ja") == (), japanese
        if english not in FIXED:
            assert forbidden_words(english, "en") == (), english


def test_the_checker_finds_what_it_must() -> None:
    assert forbidden_words("これで治ります") == ("治り",)
    assert forbidden_words("診断と処方、殿部の治療") == ("診断", "治療", "処方", "殿部")
    assert forbidden_words("A CURE and a Diagnosis", "en") == ("diagnos", "cure")
    assert forbidden_words("お尻を後ろに引く") == ()


def test_every_cause_is_hedged_and_names_its_tissue_only_in_the_sentence() -> None:
    for cause in sheet_samples.rule_set().rules.cause:
        assert cause.client is not None
        assert "可能性があります" in cause.client.body.ja
        assert "may" in cause.client.body.en
        assert not any(tissue in cause.client.headline.ja for tissue in ("椎間", "筋膜", "仙腸"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_sheet_and_memo_say_no_forbidden_word_but_the_fixed_sentence(language: str) -> None:
    import reading_back

    name, fixed = ("柔道整復師", "") if language == "ja" else ("", "")
    for pdf, sentence in (
        (render_sheet(sheet("mixed", language)), not_a_diagnosis(language)),
        (render_memo(memo(language)), list_not_a_diagnosis(language)),
    ):  # type: ignore[arg-type]
        for page in reading_back.text_of(pdf):
            rest = page.replace(reading_back.squeezed(sentence), fixed).replace(name, "")
            assert forbidden_words(rest, language) == ()  # type: ignore[arg-type]
