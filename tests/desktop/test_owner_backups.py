"""The owner's card of backups: how they stand, another place, a trial, and bringing one back under an open window."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.desktop.context import Context
from clinic_app.desktop.copying import Copying
from clinic_app.desktop.housekeeping import owners_house
from clinic_app.desktop.owner.backups import BackupsCard
from clinic_app.desktop.owner.made_up import made_up_house
from clinic_app.domain.client import ClientDetails
from clinic_app.records.automatic_copies import Copies
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.page_copy import Patience
from clinic_app.records.record import Record
from clinic_app.records.soundness import check
from tests.desktop.geometry import cut_off, nameless, small_targets, squeezed
from tests.records.keys_setup import CHEAP, Clinic, make_clinic

NOW = (datetime.now(UTC) + timedelta(days=1)).replace(hour=3, minute=0, second=0, microsecond=0)
WHO = ClientDetails("見本 花子", "みほん はなこ")


class House:
    """An owner at an open record, with everything the card is given."""

    def __init__(self, context: Context, clinic: Clinic, folder: Path) -> None:
        self.studio, self.owner = ClinicFiles(folder), clinic.owner
        with self.studio.new_generation(NOW) as begun:
            shutil.copy(clinic.places.record, begun.record)
            shutil.copy(clinic.places.slots, begun.slots)
        self.key = clinic.owner.keys["clinic"][0]
        self.record: Record = open_record(self.studio.current().record, self.key)
        self.now, self.left = NOW, 0
        held = HeldRing(clinic.owner)
        copies = Copies(self.studio, held, clock=lambda: self.now, patience=Patience(pause=0.0))
        self.copying = Copying(copies, self.record, lambda: self.now)
        self.context = replace(context, record=self.record, copying=self.copying, clock=lambda: self.now, language="en")
        self.tools = owners_house(OwnClinic(self.studio), held, self.record, self.leave)

    def leave(self) -> None:
        self.left += 1


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    made = make_clinic(tmp_path_factory.mktemp("made"))
    made.places.record.unlink()
    create_record(made.places.record, made.owner.keys["clinic"][0]).close()
    return made


@pytest.fixture
def house(context: Context, clinic: Clinic, tmp_path: Path) -> Iterator[House]:
    made = House(context, clinic, tmp_path / "studio")
    yield made
    made.copying.stop()
    made.record.close()


@pytest.fixture
def card(house: House, qtbot: QtBot) -> BackupsCard:
    made = BackupsCard(house.context, house.tools)
    qtbot.addWidget(made)
    made.resize(640, 900)
    made.show()
    return made


@pytest.fixture
def copied(qtbot: QtBot, house: House) -> Callable[[Callable[[], object]], None]:
    """Start a copy and wait for its end."""

    def wait(start: Callable[[], object]) -> None:
        with qtbot.waitSignal(house.copying.ended, timeout=30_000):
            start()

    return wait


Copied = Callable[[Callable[[], object]], None]


def test_the_card_says_what_is_missing_and_then_where_the_copies_are(
    card: BackupsCard, house: House, copied: Copied, tmp_path: Path
) -> None:
    assert card.newest.text() == "There is no backup yet."
    assert card.second.text().startswith("No second place")
    copied(card.button.click)
    assert card.newest.text().startswith("Newest verified backup")
    assert card.newest.property("tone") == "good"
    (tmp_path / "usb").mkdir()
    card.other.click()
    card.place.line.edit.setText(str(tmp_path / "usb"))
    copied(lambda: card.place.chosen.emit(card.place.path()))
    assert card.second.text().startswith(f"Second place {tmp_path / 'usb'}: verified there")
    assert card.second.property("tone") == "good"
    shutil.rmtree(tmp_path / "usb")
    house.now += timedelta(days=3)
    copied(house.copying.tick)
    assert card.second.property("tone") == "stop"
    assert "not there" in card.problem.text()


def test_a_place_inside_the_clinics_folder_is_refused_in_words(card: BackupsCard, house: House) -> None:
    card.place.chosen.emit(str(house.studio.folder))
    assert "lie inside one another" in card.said.text()
    assert not house.copying.running


def test_a_trial_shows_its_result_and_its_day(card: BackupsCard, house: House, copied: Copied, qtbot: QtBot) -> None:
    copied(card.button.click)
    assert card.trial.property("tone") == "warn"
    card.try_button.click()
    qtbot.waitUntil(lambda: card.trial.property("tone") == "good", timeout=30_000)
    assert "came back whole" in card.trial.text()
    house.now += timedelta(days=366)
    card.refresh()
    assert card.trial.property("tone") == "warn"


def test_a_backup_is_brought_back_only_when_asked_twice_and_then_everybody_signs_in_again(
    card: BackupsCard, house: House, copied: Copied, qtbot: QtBot
) -> None:
    copied(card.button.click)
    actions.register_client(house.record, WHO, actor="t")
    before = house.studio.current()
    card._ask(card.backups[0])
    assert card.asked.isVisible()
    assert house.studio.current() == before
    card._on_bring_back(card.backups[0])
    qtbot.waitUntil(lambda: house.left == 1, timeout=30_000)
    assert house.studio.current() != before
    assert not house.record.is_open
    again = open_record(house.studio.current().record, house.key)
    assert actions.find_clients(again, "") == ()
    assert OwnClinic(house.studio).check_audit(again).fault is None
    again.close()


def test_a_damaged_backup_is_refused_and_the_window_goes_on(
    card: BackupsCard, house: House, copied: Copied, qtbot: QtBot
) -> None:
    copied(card.button.click)
    card._ask(card.backups[0])
    assert card.asked.isVisible()
    (house.studio.backups / card.backups[0].name / "slots.json").write_bytes(b"other")
    card._on_bring_back(card.backups[0])
    qtbot.waitUntil(lambda: bool(card.said.text()), timeout=30_000)
    assert house.left == 0
    assert actions.find_clients(house.record, "") == ()


def test_a_backup_that_cannot_be_read_is_not_offered(card: BackupsCard, house: House, copied: Copied) -> None:
    copied(card.button.click)
    (house.studio.backups / card.backups[0].name / "slots.json").write_bytes(b"other")
    card._ask(card.backups[0])
    assert "is damaged" in card.said.text()
    assert not card.asked.isVisible()


def test_who_left_since_is_named_before_a_backup_is_brought_back(
    card: BackupsCard, house: House, copied: Copied, clinic: Clinic
) -> None:
    copied(card.button.click)
    slots = house.studio.current().slots
    staff = type(clinic.staff)(clinic.places._replace(slots=slots, record=slots.with_name("clinic.db")), floor=CHEAP)
    house.record.close()
    staff.remove(house.owner, clinic.ids["trainer"], lambda: datetime.now(UTC))
    card._ask(card.backups[0])
    words = [label.text() for label in card.asked.findChildren(type(card.newest))]
    assert any("trainer" in line for line in words)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_is_cut_in_any_state(house: House, copied: Copied, qtbot: QtBot, language: str) -> None:
    copied(house.copying.make_now)
    shown = BackupsCard(house.context.with_look(language=language), house.tools)  # type: ignore[arg-type]
    qtbot.addWidget(shown)
    shown.resize(520, 1100)
    shown.show()
    shown._ask(shown.backups[0])
    qtbot.waitExposed(shown)
    assert squeezed(shown) + cut_off(shown) + nameless(shown) + small_targets(shown) == []


def test_the_card_says_how_many_who_had_been_erased_were_erased_again(
    card: BackupsCard, house: House, copied: Copied, qtbot: QtBot
) -> None:
    gone = actions.register_client(house.record, WHO, actor="t").value
    copied(card.button.click)
    actions.bin_client(house.record, gone.id, actor="t", reason="")
    actions.erase_client(house.record, gone.id, actor="t", withdraw=lambda _paper: None)
    card._on_bring_back(card.backups[0])
    qtbot.waitUntil(lambda: house.left == 1, timeout=30_000)
    card.refresh()
    assert "1 client had been erased since, and was erased again." in card.returned.text()
    shown = BackupsCard(house.context.with_look(language="ja"), house.tools)
    qtbot.addWidget(shown)
    assert "1名" in shown.returned.text() or "1人" in shown.returned.text()


def test_the_backup_of_the_demo_says_how_many_rows_its_record_holds(house: House) -> None:
    (line,) = made_up_house(house.record, ("見本",), NOW).backups()
    assert line.rows == sum(check(house.studio.current().record, house.key).rows.values()) > 0
