"""A rule set is shown whole, in both languages: on the terminal, as a page, on paper."""

import re
from pathlib import Path

import pypdfium2
import pytest

from clinic_app.bootstrap.factory import factory_texts
from clinic_app.cli import main
from clinic_app.domain.text import LANGUAGES, Language
from clinic_app.handouts.rule_table import render_rule_table
from clinic_app.rules.load import load_rule_set
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.table import rule_table
from clinic_app.rules.table_text import as_html, as_text, cells

RULES = "rules/factory.toml"
HOSTILE = '<script>alert(1)</script> & \\"x\\"'


@pytest.fixture(scope="module")
def factory() -> RuleSet:
    return load_rule_set(factory_texts())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def needed(rule_set: RuleSet, language: Language) -> list[str]:
    """What no form may leave out."""
    document = rule_set.rules
    found = [rule.reason.in_language(language) for rule in document.rule] + [rule.id for rule in document.rule]
    found += [item.label.in_language(language) for item in rule_set.catalogue.screening]
    return [*found, *(cause.name.in_language(language) for cause in document.cause), document.header.version]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_the_paper_hold_every_rule_and_every_red_flag(factory: RuleSet, language: Language) -> None:
    table = rule_table(factory, language)
    page = as_html(table)
    paper = pypdfium2.PdfDocument(render_rule_table(table))
    read = squeezed("".join(sheet.get_textpage().get_text_range() for sheet in paper))
    for text in needed(factory, language):
        assert text.replace("'", "&#x27;") in page
        assert squeezed(text) in read or "ﬁ" in read
    assert "http" not in page
    assert "{" not in page.split("</style>")[1]


@pytest.mark.parametrize("width", [80, 110, 200])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_on_the_terminal_is_wider_than_the_terminal(factory: RuleSet, language: Language, width: int) -> None:
    shown = as_text(rule_table(factory, language), width)
    assert max(cells(line) for line in shown.splitlines()) <= width
    for rule in factory.rules.rule:
        assert rule.id in shown


def test_the_same_rule_set_gives_the_same_paper(factory: RuleSet) -> None:
    table = rule_table(factory, "ja")
    assert render_rule_table(table) == render_rule_table(table)


def test_what_a_rule_file_says_is_escaped_on_the_page_and_printed_on_paper() -> None:
    texts = factory_texts()
    texts[RULES] = texts[RULES].replace('en = "Mostly desk work"', f'en = "{HOSTILE}"')
    table = rule_table(load_rule_set(texts), "en")
    assert "<script>" not in as_html(table)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in as_html(table)
    assert render_rule_table(table).startswith(b"%PDF")


def test_the_command_writes_page_and_paper_and_refuses_what_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "show", "--html", str(tmp_path / "t.html"), "--language", "ja"]) == 0
    assert "反り腰" in (tmp_path / "t.html").read_text(encoding="utf-8")
    assert main(["rules", "show", "--pdf", str(tmp_path / "t.pdf"), "--language", "en"]) == 0
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF")
    assert main(["rules", "show", "--language", "en"]) == 0
    assert "Rule set factory" in capsys.readouterr().out
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[header\n", encoding="utf-8")
    assert main(["rules", "show", str(wrong), "--language", "en"]) == 1
    assert "rules/wrong.toml, line 1" in capsys.readouterr().err
