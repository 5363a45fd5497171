"""The data directory: what is new, what is in use, and what is damage; where a record may lie; the one window."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic_app import platform
from clinic_app.errors import Refused
from clinic_app.records import clinic_files
from clinic_app.records.clinic_files import ClinicFiles, refuse_place

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def studio(tmp_path: Path) -> ClinicFiles:
    """A clinic whose record is some bytes."""
    made = ClinicFiles(tmp_path / "studio")
    with made.new_generation(NOW) as begun:
        begun.record.write_bytes(b"sealed")
        begun.slots.write_bytes(b"{}")
    return made


def _refused(studio: ClinicFiles) -> str:
    before = sorted(studio.folder.rglob("*"))
    with pytest.raises(Refused) as refused:
        studio.state()
    assert sorted(studio.folder.rglob("*")) == before
    return refused.value.message


def test_an_empty_place_is_new_and_stays_empty(tmp_path: Path) -> None:
    assert ClinicFiles(tmp_path / "nothing").state() == "new"
    assert list(tmp_path.iterdir()) == []


def test_a_finished_generation_is_in_use(studio: ClinicFiles) -> None:
    assert studio.state() == "ready"
    assert studio.current().record.read_bytes() == b"sealed"


def test_a_missing_record_is_never_a_new_clinic(studio: ClinicFiles) -> None:
    studio.current().record.unlink()
    assert _refused(studio) == clinic_files.MOVED


def test_an_empty_record_is_never_a_new_clinic(studio: ClinicFiles) -> None:
    studio.current().record.write_bytes(b"")
    assert _refused(studio) == clinic_files.MOVED


def test_slots_without_any_record_are_never_a_new_clinic(tmp_path: Path) -> None:
    (tmp_path / "slots.json").touch()
    assert _refused(ClinicFiles(tmp_path)) == clinic_files.MOVED


def test_backups_without_any_record_are_never_a_new_clinic(tmp_path: Path) -> None:
    (tmp_path / "backups" / "studio-20261122-1000").mkdir(parents=True)
    assert _refused(ClinicFiles(tmp_path)) == clinic_files.MOVED


def test_one_generation_without_current_is_the_one(studio: ClinicFiles) -> None:
    (studio.folder / "CURRENT").unlink()
    assert studio.state() == "ready"


def test_two_generations_without_current_are_not_guessed_at(studio: ClinicFiles) -> None:
    with studio.new_generation(NOW) as begun:
        begun.record.write_bytes(b"newer")
    (studio.folder / "CURRENT").unlink()
    assert _refused(studio) == clinic_files.UNCLEAR


@pytest.mark.parametrize(
    "written", [b"", b"../elsewhere", b"/etc", b"C:\\x", b"CON", b"\0", b"\xff", b"20261122-100000/..", b"x" * 300]
)
def test_current_never_leads_out_of_its_folder(studio: ClinicFiles, written: bytes) -> None:
    (studio.folder / "CURRENT").write_bytes(written)
    assert _refused(studio) == clinic_files.UNCLEAR


def test_a_generation_that_fails_leaves_the_old_one_in_use(studio: ClinicFiles) -> None:
    with pytest.raises(OSError, match="plug"), studio.new_generation(NOW) as begun:  # noqa: PT012
        begun.record.write_bytes(b"half")
        raise OSError("pulled the plug")
    assert studio.current().record.read_bytes() == b"sealed"
    assert len(list(studio.generations.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Dropbox", "Dropbox"),
        ("OneDrive - Studio", "OneDrive"),
        ("Mobile Documents", "iCloud"),
        ("Nextcloud", "Nextcloud"),
    ],
)
def test_a_sync_folder_is_refused_by_its_name(tmp_path: Path, name: str, service: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_place(tmp_path / name / "clinic")
    assert refused.value.values["service"] == service


def test_a_sync_folder_is_refused_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(Refused) as refused:
        refuse_place(tmp_path / "clinic")
    assert refused.value.values["service"] == "Syncthing"


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clinic_files, "is_on_network", lambda _folder: True)
    with pytest.raises(Refused) as refused:
        refuse_place(tmp_path)
    assert refused.value.message == clinic_files.ON_NETWORK


def test_the_deepest_mount_tells_the_kind_of_disk() -> None:
    mounts = (
        "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
        "30 21 0:40 / /mnt/office\\040disk rw - cifs //nas/share rw\n"
        "31 30 8:2 / /mnt/office\\040disk/local rw - xfs /dev/sdb rw\n"
    )
    kinds = [
        platform._kind_of_mount(mounts, Path(folder))
        for folder in ("/home/x", "/mnt/office disk/clinic", "/mnt/office disk/local/clinic")
    ]
    assert kinds == ["ext4", "cifs", "xfs"]
    assert not platform.is_on_network(Path("/"))


HOLDER = """
import sys
from pathlib import Path
from clinic_app.records.clinic_files import ClinicFiles
lock = ClinicFiles(Path(sys.argv[1])).instance_lock()
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


def test_a_second_window_is_refused_until_the_first_process_is_dead(studio: ClinicFiles) -> None:
    command = [sys.executable, "-c", HOLDER, str(studio.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "True"
        mine = studio.instance_lock()
        assert not mine.acquire()
        first.kill()
    assert mine.acquire()
    assert not mine.acquire()
    mine.release()
    again = studio.instance_lock()
    assert again.acquire()
    again.release()


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems are not proved")
def test_memory_is_kept_private() -> None:
    code = "from clinic_app import platform; import ctypes; print(platform.keep_memory_private()); "
    code += "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said == ["True", "0"]
