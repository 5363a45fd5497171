"""The head of the audit at some time, kept outside the record: in every backup and at every workstation."""

import msgspec


class Anchor(msgspec.Struct, frozen=True):
    """Where the chain of the audit ended, and the first 16 hex digits of its hash there."""

    seq: int
    hash: str
