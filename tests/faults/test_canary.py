"""F21: a name, a phone number and a text of a client appear nowhere outside the encrypted record."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from clinic_app.logs import EVENTS, Log, described

# None of them is shorter than eight bytes in any encoding: four bytes stand somewhere in some megabytes of sealed ones.
NAME, PHONE, NOTE = "鸚鵡鸚哥 金糸雀", "070-9876-5432", "カナリアの秘密"
CANARIES = (NAME, "鸚鵡鸚哥", PHONE, NOTE)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "shift_jis")

SESSION = """
import sys, threading, uuid
from datetime import UTC, date, datetime
from pathlib import Path
from msgspec.structs import replace
from sqlalchemy import text
from clinic_app import actions
from clinic_app.bootstrap.inbox import import_events
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.locking import Locking
from clinic_app.errors import Refused
from clinic_app.handouts.client_copy import render_client_copy
from clinic_app.logs import Log, tell_faults_to
from clinic_app.records.automatic_copies import Copies
from clinic_app.records.backups import copy_backup, make_backup
from clinic_app.records.inbox import Event, append_event
from clinic_app.records.restore import rehearse, restore
from clinic_app.records.sealed import SealedFolder
from clinic_app.settings import remember
from tests.faults.harness import EVALUATOR, HANAKO, HASTE, KEY, make_studio, open_current
from tests.records.keys_setup import make_clinic

folder, name, phone, note = Path(sys.argv[1]), *sys.argv[2:5]
log = Log(folder / "logs" / "clinic-app.log")
tell_faults_to(log)
log.write("started")
studio, visit_id = make_studio(folder / "studio")
record = open_current(studio)
client = actions.register_client(record, replace(HANAKO, name=name, phone=phone, note=note), actor="staff-1").value
visit = actions.open_visit(record, client.id, day=date(2026, 11, 22), trainer="staff-1", actor="staff-1").value
stored = actions.resume_visit(record, visit.id).assessment
written = replace(stored.assessment, note=note) if hasattr(stored.assessment, "note") else stored.assessment

def attempt(work):
    try:
        work()
    except Exception as error:
        log.write("save_failed", about=visit.id, error=error)

def save(revision):
    return actions.record_findings(
        record, visit.id, written, evaluator=EVALUATOR, revision=revision, step="intake", actor="staff-1"
    )

def break_a_rule_of_the_table():
    with record.unit_of_work() as work:
        broken = text("INSERT INTO client (id, name) VALUES (:id, :name)")
        work._session.execute(broken, {"id": client.id, "name": name})

def bug():
    raise KeyError(name)

save(stored.revision)
actions.find_clients(record, name)
attempt(lambda: save(99))
attempt(lambda: actions.register_client(record, replace(client.details, note=note + chr(0)), actor="staff-1"))
attempt(lambda: actions.register_client(record, replace(client.details, kana=""), actor="staff-1"))
changed = [replace(client, details=replace(client.details, phone=phone + digit)) for digit in "12"]
attempt(lambda: actions.change_client(record, changed[0], actor="staff-1"))
attempt(lambda: actions.change_client(record, changed[1], actor="staff-1"))
attempt(break_a_rule_of_the_table)
attempt(bug)
now, who = datetime.now(UTC), {"by": name, "actor": "staff-1"}
given = {"answers": {"record": "given"}, "given_on": date(2026, 11, 22), "language": "ja", "of_age": True}
actions.record_consent(record, client.id, recorded_by=name, actor="staff-1", **given)
booking = actions.book_visit(record, name="", at=now, kind="follow_up", client_id=client.id, **who).value
actions.note_call(record, name=name, **who)
twin = actions.register_client(record, replace(client.details, name=name), actor="staff-1").value
attempt(lambda: actions.merge_clients(record, actions.preview_merge(record, client.id, client.id), **who))
actions.merge_clients(record, actions.preview_merge(record, client.id, twin.id), **who)
taken = actions.take_client_copy(record, client.id, actor="staff-1").value
copied = actions.copy_as_json(taken, "x", "ja")
assert name.encode() in copied and phone.encode() in copied
(folder.parent / "handed over.json").write_bytes(copied)
paper = render_client_copy(taken, ClinicProfile("x"), EVALUATOR.rule_set, "ja")
(folder.parent / "handed over.pdf").write_bytes(paper)

staff = make_clinic(folder / "staff")
inbox = SealedFolder(staff.places.sealed, "desk", "in", staff.owner)
for identity in inbox.ids():
    inbox.withdraw(identity)
told = {"name": name, "phone": phone, "note": note}
for number, kind in ((1, "call"), (2, "registration")):
    append_event(inbox, Event(str(uuid.UUID(int=number, version=4)), now, "desk-1", kind, told))

def take(work, event):
    if event.kind == "registration":
        raise KeyError(event.payload["name"])

attempt(lambda: import_events(record, inbox, take))
actions.change_locking_settings(record, Locking(cover_after=7), actor="staff-1")
attempt(lambda: actions.change_locking_settings(record, Locking(cover_after=700), actor="staff-1"))
copies = Copies(studio, None, log=log.write)
copies.look_at_times(record)
copies.remember_seen(record)
copies.clock_went_back()
copies.leaving()
remember(studio.folder, second_place=str(folder / "second"))
gone = actions.register_client(record, replace(client.details, name=name, note=note), actor="staff-1").value
attempt(lambda: actions.erase_client(record, gone.id, actor="staff-1", withdraw=print))
actions.bin_client(record, gone.id, actor="staff-1", reason=note)
attempt(lambda: actions.open_visit(record, gone.id, day=date(2026, 11, 22), trainer=name, actor="staff-1"))
make_backup(studio, KEY, now, HASTE)
actions.erase_client(record, gone.id, actor="staff-1", withdraw=print)
thread = threading.Thread(target=bug)
thread.start()
thread.join()
backup = make_backup(studio, KEY, datetime.now(UTC), HASTE)
copy_backup(backup.folder, folder / "second", KEY)
rehearse(studio, backup.folder, KEY, datetime.now(UTC))
record.close()
restore(studio, backup.folder, KEY, datetime.now(UTC))
print("done", flush=True)
bug()
"""


def test_no_trace_of_a_client_is_left_outside_the_record(tmp_path: Path) -> None:
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    data.mkdir()
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", SESSION, str(data), NAME, PHONE, NOTE]
    run = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=data)
    assert run.stdout == b"done\n", run.stderr.decode()
    log = (data / "logs" / "clinic-app.log").read_text(encoding="ascii")
    assert log.count("save_failed") == 11
    assert NAME in (tmp_path / "handed over.json").read_text(encoding="utf-8"), "a client's own copy, and only that"
    assert NAME in "".join(page.extract_text() for page in PdfReader(tmp_path / "handed over.pdf").pages)
    assert b"second_place" in (data / "studio" / "workstation.json").read_bytes()
    assert len(list((data / "staff").rglob("desk/in/*"))) == 2, "what the desk told is there, sealed"
    assert (data / "studio" / "backups" / "erased.json").is_file()
    assert log.count("fault KeyError") == 2
    assert "IntegrityError" in log or "RecordError" in log
    places = {path: path.read_bytes() for top in (data, temporary) for path in top.rglob("*") if path.is_file()}
    places |= {Path("standard error"): run.stderr}
    assert len(places) > 10
    found = [
        (str(path), canary, encoding)
        for path, raw in places.items()
        for canary in CANARIES
        for encoding in ENCODINGS
        if _bytes(canary, encoding) in raw
    ]
    assert found == []


def _bytes(canary: str, encoding: str) -> bytes:
    raw = canary.encode(encoding, "ignore")
    assert raw
    return raw


def test_the_search_would_find_a_canary(tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        assert _bytes(NOTE, encoding) in f"x{NOTE}y".encode(encoding)


def test_a_log_takes_fixed_events_and_ids_only(tmp_path: Path) -> None:
    log = Log(tmp_path / "x.log")
    for event, about in (("花子", ""), ("started", "花子"), ("started", "a b"), ("started", "x" * 65)):
        with pytest.raises(ValueError, match="fixed events"):
            log.write(event, about=about)  # type: ignore[arg-type]
    assert not (tmp_path / "x.log").exists()
    assert "fault" in EVENTS


def test_a_log_stays_small_and_never_stops_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinic_app.logs.LARGEST", 200)
    log = Log(tmp_path / "x.log")
    for _ in range(30):
        log.write("started")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.log", "x.previous.log"]
    assert all(path.stat().st_size < 400 for path in tmp_path.iterdir())
    (tmp_path / "file").touch()
    Log(tmp_path / "file" / "x.log").write("started")


def test_an_error_is_described_without_its_text() -> None:
    assert described(ValueError("花子")) == "ValueError"
