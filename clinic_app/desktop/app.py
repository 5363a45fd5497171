# ruff: noqa: PLC0415 - the door is painted before anything heavy is imported, so this module imports late
"""Starts the program's windows: the application object, its fonts, and the ways to open it."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QSocketNotifier
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from clinic_app import bundle
from clinic_app.desktop.theme import FAMILIES, FONT_FILES, Theme, ThemeName, style_sheet
from clinic_app.desktop.tidying import Tidying
from clinic_app.domain.language import Language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinic_app.bootstrap.demo import Demo
    from clinic_app.desktop.context import Context

SCREENSHOT_SIZE = (1400, 860)
FIRST_FONTS = 2  # the sign-in needs no more; the fallback for rare characters comes when it is painted


def application(fonts: int = len(FONT_FILES)) -> QApplication:
    """The one application object, with the first of the bundled fonts loaded, or all."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        load_fonts(fonts)
        return existing
    made = QApplication([*sys.argv[:1], "-style", "fusion"])
    made.setApplicationName("clinic-app")
    Tidying(made)
    load_fonts(fonts)
    return made


def load_fonts(most: int = len(FONT_FILES)) -> None:
    """Register the bundled fonts, so that Japanese never depends on the machine; what is there already stays."""
    app = QApplication.instance()
    assert app is not None  # noqa: S101 - there is none to be asked for a font before
    there = app.property("fonts") or 0  # asking for the families instead would list the machine's fonts first
    for file in FONT_FILES[there:most]:
        QFontDatabase.addApplicationFont(str(bundle.resource("fonts", file)))
    app.setProperty("fonts", max(there, most))
    font = QFont(FAMILIES[0])
    font.setFamilies(list(FAMILIES))
    QApplication.setFont(font)


def run_demo(language: Language = "ja", theme: ThemeName = "light") -> int:
    """Open the program on a made-up clinic in a temporary encrypted record that is removed at exit."""
    import tempfile

    from clinic_app.desktop.window import Window

    app = application()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-app-demo-")))
        context = demo_context(folder, language, Theme(theme), stack)
        window = Window(context)
        window.resize(*SCREENSHOT_SIZE)
        window.show()
        with quits_when_told(app):
            return app.exec()


def run_program(folder: Path, language: Language = "ja", theme: ThemeName = "light") -> int:
    """Open the clinic in `folder`, or begin one there; a second start brings the first one's window forward."""
    from clinic_app.bootstrap.doorway import InUse
    from clinic_app.desktop.entrance import look_after, open_door, rings

    app = application(FIRST_FONTS)
    with ExitStack() as stack:
        try:
            door = open_door(folder, language, Theme(theme), stack)
        except InUse:
            if rings(folder, language):
                return 0
            raise
        door.resize(*SCREENSHOT_SIZE)
        look_after(door, folder, stack)
        door.painted.connect(load_fonts)
        door.show()
        with quits_when_told(app):
            return app.exec()


@contextmanager
def quits_when_told(app: QApplication) -> Iterator[None]:
    """Leave the event loop on SIGTERM or Ctrl+C, so that what must be removed at exit is removed.

    Qt's loop would never hand a signal to Python by itself; the bytes that Python writes for it wake a notifier.
    """
    import signal
    import socket

    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_args: app.quit())
    before = {number: signal.signal(number, lambda *_args: None) for number in (signal.SIGTERM, signal.SIGINT)}
    wakeup = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()


def demo_context(folder: Path, language: Language, theme: Theme, stack: ExitStack) -> "Context":
    """A made-up clinic in `folder`; the record is closed when `stack` is."""
    from clinic_app.bootstrap.demo import create_demo

    demo = create_demo(folder)
    stack.callback(demo.record.close)
    return context_of(demo, language, theme)


def context_of(demo: "Demo", language: Language, theme: Theme) -> "Context":
    """What the pages are given in a made-up clinic."""
    from clinic_app.bootstrap.factory import poses
    from clinic_app.desktop.context import Context
    from clinic_app.desktop.owner.made_up import made_up_house
    from clinic_app.desktop.rooms import made_up_rooms

    return Context(
        record=demo.record,
        evaluator=demo.evaluator,
        poses=poses(),
        clinic=demo.clinic,
        person=demo.trainer,
        language=language,
        theme=theme,
        clock=demo.clock,
        made_up=True,
        house=made_up_house(demo.record, demo.trainers, demo.clock()),
        rooms=made_up_rooms(demo),
    )


def take_screenshots(
    folder: Path, language: Language = "ja", theme: ThemeName = "light", scale: float = 1.0, wanted: str = "*"
) -> int:
    """Save every page of the program whose name fits (`door-*`) as PNG into `folder`; returns how many."""
    import tempfile
    from fnmatch import fnmatchcase

    from clinic_app.desktop.registry import door_pages, pages
    from clinic_app.desktop.shell import LEAST_HEIGHT, LEAST_WIDTH
    from clinic_app.desktop.window import Window

    application()
    folder.mkdir(parents=True, exist_ok=True)
    size = SCREENSHOT_SIZE if scale <= 1.1 else (round(LEAST_WIDTH * 1.2), round(LEAST_HEIGHT * 1.5))
    count = 0

    def save(name: str, widget: "QWidget") -> None:
        settle()
        widget.grab().save(str(folder / f"{name}-{language}-{theme}-{round(scale * 100)}.png"))

    for name, alone in door_pages(Theme(theme, scale), language):
        if not fnmatchcase(name, wanted):
            continue
        alone.setStyleSheet(style_sheet(Theme(theme, scale)))
        alone.resize(*size)
        alone.show()
        save(name, alone)
        alone.close()
        alone.deleteLater()
        count += 1
    inside = [page for page in pages() if fnmatchcase(page.name, wanted)]
    with ExitStack() as stack:
        if not inside:
            return count
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-app-demo-")))
        window = Window(demo_context(temporary, language, Theme(theme, scale), stack))
        window.resize(*size)
        window.show()
        for page in inside:
            page.show(window)
            save(page.name, window)
            count += 1
        window.close()
        window.deleteLater()
        settle()
    return count


def settle() -> None:
    """Let layouts, timers of length zero and deferred deletions take place."""
    app = QApplication.instance()
    if app is None:
        return
    for _ in range(4):
        QApplication.sendPostedEvents(None, 0)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # outside a running loop nobody else does
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    QApplication.sendPostedEvents(None, 0)  # the layout of what the last timer changed
