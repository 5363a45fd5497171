"""Ports on loopback for servers that tests start."""

import os
import random
import socket

# Below those that the system itself gives to whoever asks for any: between the look and the start of a server, which
# may take seconds, no line of another test comes to lie on it.
CHOICE = range(20_000, 32_000)
PARTS = 16  # the test processes that run side by side choose among ports of their own, and not between look and start


def _own() -> range:
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return CHOICE[number % PARTS :: PARTS]


def free_port() -> int:
    """A port on which nobody listens now."""
    for port in random.sample(_own(), 100):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("a hundred ports, and somebody on each")
