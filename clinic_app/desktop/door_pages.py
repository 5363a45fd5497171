"""The pages of the door with made-up content, for whoever goes through all pages; they stand in no workspace."""

from collections.abc import Iterator
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from clinic_app.desktop.begin import BeginPage, SecondPlacePage
from clinic_app.desktop.bring_back import KIT, BringBackPage, BroughtBackPage
from clinic_app.desktop.first_start import KitPage, NewClinicPage, OwnPasswordPage, UseKitPage
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trouble import EXCHANGED, KEYS_LOST, TroublePage, steps_for
from clinic_app.desktop.upgrading import UpgradingPage
from clinic_app.desktop.way_in import BroughtBack, CopyLine, WayBack
from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.records.manifest import ALTERED

PEOPLE = (("a", "山田 見本"), ("b", "鈴木 見本"))
PLACE = "/media/usb/studio"
CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-0000"
NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)
COPIES = 9  # more than the list shows at once


def door_pages(theme: Theme, language: Language) -> Iterator[tuple[str, QWidget]]:
    """Each page of the door under its name, in the order in which a person meets them."""
    text = texts("desktop", language)
    yield "door-begin", BeginPage(theme, text)
    yield "door-new-clinic", NewClinicPage(theme, text, "/home/studio/clinic-app")
    yield "door-kit", KitPage(theme, text, CODE)
    yield "door-kit-again", KitPage(theme, text, CODE, replaces=True)
    yield "door-second-place", SecondPlacePage(theme, text)
    yield "door-bring-back-password", _bring_back(theme, language)
    by_kit = _bring_back(theme, language)
    by_kit.kind.pick(KIT)
    yield "door-bring-back-kit", by_kit
    yield "door-brought-back", BroughtBackPage(theme, text, BroughtBack("x", NOON, 12, ("鈴木 見本", "佐藤 見本"), 2))
    yield "door-brought-back-unknown", BroughtBackPage(theme, text, BroughtBack("x", NOON, None, None, None))
    for name, refused in (
        ("keys", Refused(KEYS_LOST[0], path=PLACE)),
        ("exchanged", Refused(EXCHANGED[0], ends=120, seen=140)),
    ):
        sentence, steps = refused.sentence(language), steps_for(refused.message)
        yield f"door-trouble-{name}", TroublePage(theme, text, sentence, steps)
    yield "door-upgrading", UpgradingPage(theme, text)
    yield "door-use-kit", UseKitPage(theme, text, PEOPLE)
    yield "door-own-password", OwnPasswordPage(theme, text)
    yield "door-sign-in", SignInPage(theme, text, PEOPLE)
    yield "door-sign-in-server", SignInPage(theme, text, ())


def _bring_back(theme: Theme, language: Language) -> BringBackPage:
    """A list with a damaged backup in it, and a chosen one."""
    text = texts("desktop", language)
    lines = [CopyLine(f"{PLACE}/studio-{day}", f"studio-{day}", NOON.replace(day=22 - day)) for day in range(COPIES)]
    done = BroughtBack("x", NOON, 0, ())
    damaged = Refused(ALTERED, name=lines[1].name, file="clinic.db").sentence(language)
    way = WayBack(
        places=lambda: [PLACE],
        copies=lambda _place: lines,
        check=lambda folder: damaged if folder == lines[1].folder else "",
        people=lambda _folder: PEOPLE,
        by_password=lambda _folder, _person, _password: done,
        by_kit=lambda _folder, _code: done,
    )
    page = BringBackPage(theme, text, language, way)
    page.list.rows[lines[0].folder].click()
    page.list.say(lines[0].folder, "")
    page.list.say(lines[1].folder, damaged)
    return page
