"""The face of a locked screen that asks for the quick code, on a low screen with large text."""

import pytest
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.cover import Cover
from clinic_app.desktop.theme import Theme, ThemeName, style_sheet
from clinic_app.domain.language import LANGUAGES, Language
from clinic_app.i18n import texts
from tests.desktop.geometry import cut_off, nameless, small_targets, squeezed

STAFF = (("a", "山田 見本"), ("b", "鈴木 見本"))


@pytest.mark.parametrize("unsaved", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_its_pad_and_the_other_ways_need_no_scrolling(
    qtbot: QtBot, language: Language, theme: ThemeName, unsaved: bool
) -> None:
    look = Theme(theme, 1.5)
    load_fonts()
    cover = Cover(look, texts("desktop", language), STAFF[0], lambda: STAFF)
    qtbot.addWidget(cover)
    cover.setStyleSheet(style_sheet(look))
    cover.unsaved = unsaved
    cover.ask_code()
    cover.resize(1280, 650)
    cover.show()
    settle()
    assert cover.verticalScrollBar().maximum() == 0
    assert squeezed(cover) + cut_off(cover) + nameless(cover) + small_targets(cover) == []
