"""Waiting in the tests of windows: when a wait is over, what was put away in its last moment is gone as well."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot


class SettledBot(QtBot):
    """pytest-qt's, whose loop may end between a `deleteLater` and its deletion.

    Whoever then looks for a page's parts finds those of before and of after, now and then; a person never sees the
    former, they are hidden.
    """

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 30_000) -> None:  # noqa: N802 - Qt's
        """Until `callback` returns True or no longer fails; raises TimeoutError after `timeout` milliseconds."""
        super().waitUntil(callback, timeout=timeout)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
