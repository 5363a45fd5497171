"""Papers of a company with several studios: each carries the studio where it came about, read back from the PDF."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy import update
from sqlalchemy.orm import Session as Rows

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.blank_forms import save_blank_forms
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.going_home import paper_content
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.whereabouts import Whereabouts
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.studio import Studio, on_paper
from clinic_app.handouts import make_paper
from clinic_app.records import models
from tests.desktop.visits import CASES, GLUTEAL

COMPANY = ClinicProfile("架空ストレッチ", "東京都架空区0-0-0", "03-0000-0000", email="info@example.jp")
SHIBUYA = Studio("s", "SBY", "渋谷店", "架空区道玄坂9-9-9", "03-9999-9999")
UENO = Studio("u", "UEN", "上野店")


@pytest.fixture
def several(context: Context) -> Iterator[Context]:
    """A company whose trainer works in Ueno; the computer stands there."""
    with Rows(context.record.engine) as rows:
        for one in (SHIBUYA, UENO):
            rows.add(models.Studio(id=one.id, code=one.code, name=one.name, address=one.address, phone=one.phone))
        rows.commit()
    context.record.studio = "UEN"
    there = Whereabouts((UENO,), lambda: "UEN", lambda: "UEN", lambda _code: None, others=(SHIBUYA,))
    yield replace(context, clinic=COMPANY, whereabouts=there)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def paper(context: Context, visit: str, code: str) -> str:
    """What stands on the paper of a visit that took place in a studio."""
    with context.record.engine.begin() as connection:
        connection.execute(update(models.Visit).values(studio=code))
    session = Session(context, visit)
    if session.proposal.outcome != "refer":
        session.decide("accepted")
        session.ensure_plan()
    return words(make_paper(paper_content(session, "ja", "standard")).pdf)


def test_the_sheet_of_a_visit_carries_the_studio_where_it_took_place(
    several: Context, open_visit: Callable[..., str]
) -> None:
    visit = open_visit(GLUTEAL)
    there = paper(several, visit, "SBY")
    assert "架空ストレッチ渋谷店" in there
    assert "03-9999-9999" in there
    assert COMPANY.phone not in there
    here = paper(several, visit, "UEN")
    assert "架空ストレッチ上野店" in here
    assert COMPANY.phone in here, "a studio without a phone of its own has the company's"
    assert "渋谷店" not in here


def test_the_memo_for_a_doctor_comes_from_the_studio_where_it_was_written(
    several: Context, open_visit: Callable[..., str]
) -> None:
    memo = paper(several, open_visit(CASES["09-urgent"]), "SBY")
    assert f"架空ストレッチ渋谷店{SHIBUYA.address}{SHIBUYA.phone}" in memo


def test_where_no_studios_are_told_apart_papers_carry_the_company_alone(
    context: Context, open_visit: Callable[..., str]
) -> None:
    assert "架空ストレッチ03" not in paper(replace(context, clinic=COMPANY), open_visit(GLUTEAL), "SBY")
    assert replace(context, clinic=COMPANY).clinic_at("SBY") == COMPANY


def test_the_consent_form_comes_from_the_client_s_home_and_blank_forms_from_where_the_computer_stands(
    several: Context, open_visit: Callable[..., str], show: Callable[[QWidget], QWidget], tmp_path: Path
) -> None:
    open_visit()
    client = actions.find_clients(several.record, "")[0]
    with several.record.engine.begin() as connection:
        connection.execute(update(models.Client).values(studio="SBY"))
    page = ClientPage(several, client.id, editable=True)
    show(page)
    page.consent.save_paper(tmp_path / "form.pdf")
    form = words((tmp_path / "form.pdf").read_bytes())
    assert f"架空ストレッチ渋谷店{SHIBUYA.address}{SHIBUYA.phone}" in form
    save_blank_forms(several, tmp_path / "blank.pdf")
    assert "架空ストレッチ上野店" in words((tmp_path / "blank.pdf").read_bytes())


@pytest.mark.parametrize(
    ("company", "studio", "printed"),
    [
        ("架空ストレッチ", "渋谷店", "架空ストレッチ 渋谷店"),
        ("架空ストレッチ", "架空ストレッチ渋谷店", "架空ストレッチ渋谷店"),
        ("架空ストレッチ渋谷", "渋谷", "架空ストレッチ渋谷"),
        ("", "渋谷店", "渋谷店"),
    ],
)
def test_no_name_is_printed_twice(company: str, studio: str, printed: str) -> None:
    assert on_paper(ClinicProfile(company), Studio("s", "SBY", studio)).name == printed
