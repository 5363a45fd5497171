"""Where finished sheets, releases and events lie for a person: sealed folders, or the tables of a server."""

from pathlib import Path

from clinic_app.records.key_ring import KeyRing
from clinic_app.records.sealed import Direction, Pair, SealedFolder


def exchange(root: Path, pair: Pair, direction: Direction, ring: KeyRing) -> SealedFolder:
    """One direction of one pair, as this person may see it. Raises `KeyError` for a ring that does not open it."""
    if not ring.at_server:
        return SealedFolder(root, pair, direction, ring)
    from clinic_app.records.server import ServerRing  # noqa: PLC0415 - where there is a server alone
    from clinic_app.records.server_box import ServerBox  # noqa: PLC0415 - as above

    if pair not in ring.keys or not isinstance(ring, ServerRing):
        raise KeyError(pair)
    return ServerBox(pair, direction, ring)
