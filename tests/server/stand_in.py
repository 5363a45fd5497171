"""A stand-in for the network on loopback: hands bytes to a server's socket, late, counted, or not at all."""

import contextlib
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

COMMIT = b"COMMIT\x00"  # as it stands in what a client sends
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"  # the server's answer: it is durable


class StandIn:
    """Passes on what comes to its port.

    `latency` is what one way and back takes, in seconds. `cut` looks at what a client sends and says whether the line
    breaks "before" the server got it, at "once" for the client alone while the server still waits for it, "after" the
    server got it (so that only the answer is lost), or holds (None). `lose` looks at what the server answers and says
    whether the line breaks "before" the client hears it, at "once" for the client alone, or "after". Both may do
    something first; meanwhile everybody waits. `trips` counts how often a client spoke after it had heard something:
    with some latency, how often it waited.
    """

    def __init__(self, server: Path, latency: float = 0.0) -> None:
        self._server, self.latency = server, latency
        self.cut: Callable[[bytes], str | None] = lambda _sent: None
        self.lose: Callable[[bytes], str | None] = lambda _answer: None
        self.trips = 0
        self.refusing = False
        self.pulled: list[socket.socket] = []  # lines whose server does not know yet that nobody is there
        self._lines: set[_Line] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._ended = False
        self._drops, self._dropped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def lines(self) -> int:
        """How many lines are open now."""
        return len(self._lines)

    def drop_all(self) -> None:
        """Break every line that is open now; returns when they are broken."""
        self._dropped.clear()
        self._drops.set()
        assert self._dropped.wait(60)

    def close(self) -> None:
        """Pass nothing on any more."""
        self._ended = True
        self._thread.join()
        for line in list(self._lines):
            line.drop(self)
        for server in self.pulled:
            server.close()
        self._listener.close()
        self._selector.close()

    def _run(self) -> None:
        while not self._ended:
            waits = [line.due for line in self._lines if line.due is not None]
            timeout = max(0.0, min([*waits, time.monotonic() + 0.05]) - time.monotonic())
            for key, _mask in self._selector.select(timeout):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.data in self._lines:
                    key.data.take(key.fileobj, self)
            if self._drops.is_set():
                self._drops.clear()
                for line in list(self._lines):
                    line.drop(self)
                self._dropped.set()
            for line in list(self._lines):
                line.pass_on(self)

    def _accept(self) -> None:
        client, _address = self._listener.accept()
        server = socket.socket(socket.AF_UNIX)
        try:
            if self.refusing:
                raise ConnectionRefusedError
            server.connect(str(self._server))
        except OSError:
            client.close()
            server.close()
            return
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = _Line(client, server)
        self._lines.add(line)
        for end in (client, server):
            self._selector.register(end, selectors.EVENT_READ, line)

    def forget(self, line: "_Line") -> None:
        """A line is gone."""
        self._lines.discard(line)
        for end in line.ends:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)


class _Line:
    """One connection, with what is on its way."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.ends = (client, server)
        self._under_way: deque[tuple[float, socket.socket, bytes]] = deque()
        self._spoke = False

    @property
    def due(self) -> float | None:
        """When the next bytes arrive."""
        return self._under_way[0][0] if self._under_way else None

    def take(self, end: socket.socket, network: StandIn) -> None:
        """Bytes came in at one end."""
        try:
            sent = end.recv(65536)
        except OSError:
            sent = b""
        if not sent:
            self.drop(network)
            return
        from_client = end is self.client
        if from_client and not self._spoke:
            network.trips += 1
            self._spoke = True
        cut = network.cut(sent) if from_client else network.lose(sent)
        if cut in ("before", "once"):
            self.drop(network, keep_server=cut == "once")
            return
        other = self.server if from_client else self.client
        self._under_way.append((time.monotonic() + network.latency / 2, other, sent))
        if cut == "after":
            self.pass_on(network, now=True)
            self.drop(network, keep_server=True)

    def pass_on(self, network: StandIn, *, now: bool = False) -> None:
        """Hand over what has arrived by now."""
        while self._under_way and (now or self._under_way[0][0] <= time.monotonic()):
            _due, to, sent = self._under_way.popleft()
            self._spoke = self._spoke and to is self.server
            try:
                to.sendall(sent)
            except OSError:
                self.drop(network)
                return

    def drop(self, network: StandIn, *, keep_server: bool = False) -> None:
        """Break the line. A server that is kept learns of it late, as when a cable is pulled."""
        network.forget(self)
        self.client.close()
        if keep_server:
            network.pulled.append(self.server)
        else:
            self.server.close()
