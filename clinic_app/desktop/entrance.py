# ruff: noqa: PLC0415 - the door is painted before anything heavy is imported, so this module imports late
"""From the door to the workspace: what the door's buttons do, and the window that opens behind it."""

import importlib
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clinic_app.desktop.door import Door
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.way_in import Person, WayBack, WayIn
from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.i18n import texts

if TYPE_CHECKING:
    from clinic_app.desktop.workspaces import Workspaces
    from clinic_app.logs import Log
    from clinic_app.records.clinic_files import ClinicFiles

TURN = 0.0005  # seconds until another thread has its turn; Python's own is ten times as long
# In this order, because each draws the ones before it: small steps, so that no key waits for the whole.
LOADED_WHILE_TYPING = (
    "argon2",
    "cryptography.hazmat.primitives.ciphers.aead",
    "sqlalchemy",
    "sqlalchemy.orm",
    "sqlcipher3.dbapi2",
    "clinic_app.records.record",
    "clinic_app.rules",
    "clinic_app.bootstrap.factory",
    "reportlab.pdfgen.canvas",
    "clinic_app.handouts",
    "clinic_app.actions",
    "clinic_app.bootstrap.own_clinic",
    "clinic_app.bootstrap.bringing_back",
    "clinic_app.desktop.window",
    "clinic_app.desktop.opening",
)


def open_door(folder: Path, language: Language, theme: Theme, stack: ExitStack) -> Door:
    """The door of one clinic's folder; behind it the workspace opens. The lock is held until `stack` closes.

    Refused only where another window has the clinic; what else is wrong stands on the door.
    """
    from clinic_app.bootstrap.doorway import InUse, held_studio
    from clinic_app.records.clinic_files import ClinicFiles

    @cache
    def hold() -> None:
        stack.enter_context(held_studio(folder))
        stack.callback(lambda: log_of(folder).write("ended"))

    try:
        hold()
    except InUse:
        raise
    except Refused:
        pass  # said on the door, where it can be tried again
    door = Door(_way_in(ClinicFiles(folder), hold, language, theme, stack, lambda: door), language, theme)
    return door


def log_of(folder: Path) -> "Log":
    """What the program writes down about itself, beside the clinic's files."""
    from clinic_app.logs import Log

    return Log(folder / "logs" / "clinic-app.log")


def look_after(door: Door, folder: Path, stack: ExitStack) -> None:
    """What the program's own window has beside its pages: private memory, a log of faults, and a bell."""
    from clinic_app.platform import keep_memory_private

    def painted() -> None:
        from clinic_app.desktop.doorbell import Doorbell
        from clinic_app.desktop.fault_report import FaultTeller
        from clinic_app.logs import tell_faults_to

        keep_memory_private()
        teller = FaultTeller(door.theme, door.text)
        door.on_fault = teller.told.emit
        tell_faults_to(log_of(folder), teller.told.emit)
        bell = Doorbell(folder, door)
        bell.rung.connect(door.come_forward)
        stack.callback(bell.close)

    door.painted.connect(painted)


def rings(folder: Path, language: Language) -> bool:
    """Ask the window that has this clinic to come forward, and say so; False when nobody answers."""
    from clinic_app.desktop.doorbell import ring

    if not ring(folder):
        return False
    said = texts("desktop", language)("The program is open already; its window was brought to the front.")
    sys.stderr.write(f"clinic-app: {said}\n")
    return True


def load() -> None:
    """Load all that the workspace needs; the thread that draws and saves gets its turn more often from now on.

    It keeps that: beside a backup an entry then is durable in two thirds of the time.
    """
    sys.setswitchinterval(TURN)
    for name in LOADED_WHILE_TYPING:
        importlib.import_module(name)


def _load_behind(studio: "ClinicFiles", own: Callable[[], Any]) -> None:
    """While the password is typed; then read the file of keys strictly, which the list of names did not."""
    load()
    log_of(studio.folder).write("started")
    if _is_on_server(studio) or studio.state() == "ready":
        own().owners()


def _is_on_server(studio: "ClinicFiles") -> bool:
    return (studio.folder / "server.json").is_file()


def _way_in(  # noqa: PLR0913, PLR0917 - what the door stands between
    studio: "ClinicFiles",
    hold: Callable[[], None],
    language: Language,
    theme: Theme,
    stack: ExitStack,
    door: Callable[[], Door],
) -> WayIn:
    """What the door's buttons do: all of it is the clinic's, only the window is ours."""
    from clinic_app.bootstrap import doorway

    def people() -> list[Person] | None:
        hold()
        if _is_on_server(studio):
            own()  # what is wrong with the address is said at once
            return []  # names are typed: a server tells nobody who may sign in
        return doorway.people(studio)

    @cache
    def own() -> Any:
        from clinic_app.bootstrap.own_clinic import OwnClinic

        if _is_on_server(studio):
            from clinic_app.bootstrap.server_clinic import clinic_on_server

            return clinic_on_server(studio.folder)

        return OwnClinic(studio)

    @cache
    def workspaces() -> "Workspaces":
        from clinic_app.desktop.workspaces import Workspaces

        return Workspaces(door())

    def keep_second_place(path: str) -> None:
        from clinic_app.bootstrap.chosen_place import keep_second_place

        keep_second_place(studio.folder, path)

    def opened(ring: Any, *, knowingly: bool = False) -> None:
        from clinic_app.desktop.opening import Behind, open_window

        behind = Behind(own(), workspaces(), door(), log_of(studio.folder), stack, opened)
        open_window(ring, behind, knowingly=knowingly)

    return WayIn(
        place=str(studio.folder),
        people=people,
        owners=lambda: own().owners(),
        unlock=lambda person, password: own().unlock(person, password),
        renew=lambda person, old, new: own().renew(person, old, new),
        make=lambda clinic, owner, password: own().make(clinic, owner, password),
        use_kit=lambda code, owner, password: own().use_kit(code, owner, password),
        fresh_kit=lambda ring: own().fresh_kit(ring),
        save_kit=lambda path, code: own().save_kit(Path(path), code, language),
        confirm_kit=lambda typed: own().confirm_kit(typed),
        keep_second_place=keep_second_place,
        put_back_keys=lambda: own().put_back_keys(),
        back=_way_back(studio, language),
        load=lambda: _load_behind(studio, own),
        is_older=lambda ring, knowingly: "clinic" in ring.keys and own().is_older(ring, knowingly=knowingly),
        bring_up_to_date=lambda ring: own().bring_up_to_date(ring),
        opened=opened,
    )


def _way_back(studio: "ClinicFiles", language: Language) -> WayBack:
    """How the door brings a backup back."""
    from clinic_app.desktop.way_in import BroughtBack, CopyLine

    def brought(folder: str, ring: Any) -> BroughtBack:
        from clinic_app.bootstrap.bringing_back import put_back

        back = put_back(studio, Path(folder), ring)
        log_of(studio.folder).write("restored")
        done = back.done
        return BroughtBack(done.backup, back.made_at, done.missing, back.people, done.erased)

    def by_password(folder: str, person: str, password: str) -> BroughtBack:
        from clinic_app.bootstrap.bringing_back import keys_by_password

        return brought(folder, keys_by_password(Path(folder), person, password))

    def by_kit(folder: str, code: str) -> BroughtBack:
        from clinic_app.bootstrap.bringing_back import keys_by_kit

        return brought(folder, keys_by_kit(Path(folder), code))

    def copies(place: str) -> list[CopyLine]:
        from clinic_app.bootstrap.bringing_back import copies_in

        return [CopyLine(str(one.folder), one.folder.name, one.manifest.made_at) for one in copies_in(Path(place))]

    def places() -> list[str]:
        from clinic_app.bootstrap.bringing_back import known_places

        return [str(place) for place in known_places(studio)]

    def people(folder: str) -> list[tuple[str, str]]:
        from clinic_app.bootstrap.bringing_back import owners_of

        return owners_of(Path(folder))

    def check(folder: str) -> str:
        from clinic_app.bootstrap.bringing_back import fault_of

        return fault_of(Path(folder), language)

    return WayBack(places, copies, check, people, by_password, by_kit)
