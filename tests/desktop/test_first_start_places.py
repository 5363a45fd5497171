"""A first start where nothing can be written: said in words, nothing half-made, and the next try works.

On a small memory disk that root mounts; where that cannot be, the closing line says so.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.begin import BeginPage
from clinic_app.desktop.door import Door
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.first_start import KitPage, NewClinicPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trouble import TroublePage
from clinic_app.records.clinic_files import ClinicFiles
from tests.desktop.test_door import PASSWORD, new_clinic_page, shut

NO_DISK = "NOT PROVED HERE: no memory disk may be mounted, so a full and a read-only disk were not tried"
TOO_SMALL, ROOM = "200k", "40m"


def mount(disk: Path, options: str) -> bool:
    """Mount the memory disk, or change how it is mounted."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A memory disk of the test's own."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or not mount(place, f"size={ROOM}"):
        pytest.skip(NO_DISK)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def stack(qapp: QApplication) -> Iterator[ExitStack]:
    """Gives back the lock at the end."""
    load_fonts()
    with ExitStack() as held:
        yield held


def left_behind(folder: Path) -> list[str]:
    """All that lies there but the lock and the log."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if path.name != "instance.lock" and "logs" not in path.parts]


def refused(qtbot: QtBot, door: Door, folder: Path) -> str:
    """Press the button of a filled-in page; what is said, once nothing is left of the try."""
    page = door.page()
    assert isinstance(page, NewClinicPage)
    for field, text in ((page.clinic, "見本スタジオ"), (page.owner, "山田 見本")):
        field.set_text(text)
    for secret in (page.password, page.again):
        secret.edit.setText(PASSWORD)
    page.button.click()
    qtbot.waitUntil(page.button.isEnabled, timeout=60_000)
    assert door.page() is page
    assert door.said_box.isVisible()
    assert left_behind(folder) == []
    assert ClinicFiles(folder).state() == "new"
    return door.said.text()


def test_a_full_disk_is_said_and_the_second_try_works(qtbot: QtBot, disk: Path, stack: ExitStack) -> None:
    assert mount(disk, f"remount,size={TOO_SMALL}")
    folder = disk / "studio"
    door = open_door(folder, "ja", Theme(), stack)
    door.show()
    page = new_clinic_page(qtbot, door)
    assert "空き" in refused(qtbot, door, folder)
    assert mount(disk, f"remount,size={ROOM}")
    page.button.click()
    qtbot.waitUntil(lambda: isinstance(door.page(), KitPage), timeout=60_000)
    assert ClinicFiles(folder).state() == "ready"
    shut(door)


def test_a_disk_that_becomes_read_only_is_said_and_the_second_try_works(
    qtbot: QtBot, disk: Path, stack: ExitStack
) -> None:
    folder = disk / "studio"
    door = open_door(folder, "ja", Theme(), stack)
    door.show()
    page = new_clinic_page(qtbot, door)
    assert mount(folder, "ro,size=1m")  # laid over it, because a disk with an open lock cannot be turned read-only
    said = refused(qtbot, door, folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # the try may still hold a file of it
    assert "権限" in said
    page.button.click()
    qtbot.waitUntil(lambda: isinstance(door.page(), KitPage), timeout=60_000)
    shut(door)


def test_a_disk_that_is_read_only_from_the_start_never_looks_like_a_new_clinic(
    qtbot: QtBot, disk: Path, stack: ExitStack
) -> None:
    assert mount(disk, "remount,ro")
    door = open_door(disk / "studio", "ja", Theme(), stack)
    door.show()
    page = door.page()
    assert isinstance(page, TroublePage)
    assert list(page.buttons) == ["again"]
    assert list(disk.iterdir()) == []
    assert mount(disk, "remount,rw")
    page.buttons["again"].click()
    assert isinstance(door.page(), BeginPage)
    shut(door)
