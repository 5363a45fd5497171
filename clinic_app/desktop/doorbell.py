"""One window for one clinic: a second start rings, and the window that is there comes to the front.

The name of the bell follows from the folder; only the same user can reach it. One word is understood, nothing else.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

RAISE, COMING = b"raise\n", b"coming\n"
WAIT_MS = 2000
ANSWER_MS = 10_000  # a window that is there, but still loads what its workspace needs


def bell_of(folder: Path) -> str:
    """The name of a clinic's bell; says nothing of the folder itself."""
    return "clinic-app-" + hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def ring(folder: Path, wait_ms: int = WAIT_MS) -> bool:
    """Ask the window of this clinic to come to the front; False when nobody is there or answers in time."""
    clock, socket = QElapsedTimer(), QLocalSocket()
    clock.start()

    def left() -> int:
        return max(0, wait_ms - clock.elapsed())

    socket.connectToServer(bell_of(folder))
    while not socket.waitForConnected(left()):  # a window that is only just opening has no bell yet
        if left() == 0:
            return False
        QThread.msleep(50)
        socket.connectToServer(bell_of(folder))
    socket.write(RAISE)
    answered = socket.waitForReadyRead(ANSWER_MS) and bytes(socket.readLine(len(COMING) + 1).data()) == COMING
    socket.abort()
    return answered


class Doorbell(QObject):
    """Listens while a window is open. Whoever makes it holds the clinic's lock, so an older bell is a dead one."""

    rung = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_visitor)
        QLocalServer.removeServer(bell_of(folder))
        self.listening = self._server.listen(bell_of(folder))

    def close(self) -> None:
        """Take the bell away."""
        self._server.close()

    def _on_visitor(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.setReadBufferSize(len(RAISE) + 1)
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.readyRead.connect(lambda visitor=visitor: self._on_word(visitor))
            if visitor.bytesAvailable():
                self._on_word(visitor)

    def _on_word(self, visitor: QLocalSocket) -> None:
        if visitor.bytesAvailable() < len(RAISE):
            return
        if bytes(visitor.read(len(RAISE) + 1).data()) == RAISE:
            visitor.write(COMING)
            visitor.flush()
            self.rung.emit()
        visitor.disconnectFromServer()
