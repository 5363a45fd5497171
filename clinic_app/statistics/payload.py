"""A release as bytes: with its fingerprint in front, so that whoever opens it notices damage and change."""

import hashlib

import msgspec

from clinic_app.domain.release import FORMAT, Release
from clinic_app.errors import Refused
from clinic_app.i18n import N_

DAMAGED = N_(
    "This release cannot be read: its file is damaged or was changed. Nothing of it is shown. An owner or trainer who "
    "signs in writes it again from the record."
)
NEWER = N_("This release was made by a newer version of the program. Update the program here, then open it again.")


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lies in a file: the fingerprint in front of what it was taken of."""

    sha256: str
    release: msgspec.Raw


_encoder = msgspec.json.Encoder(order="deterministic")


def pack(release: Release) -> tuple[bytes, str]:
    """The bytes of a release for good, and the fingerprint that is inside them."""
    inner = _encoder.encode(release)
    fingerprint = hashlib.sha256(inner).hexdigest()
    return _encoder.encode(_Envelope(fingerprint, msgspec.Raw(inner))), fingerprint


def unpack(payload: bytes, expected: str | None = None) -> tuple[Release, str]:
    """Read a release and its fingerprint back; refused when it is damaged or not the one that was expected."""
    try:
        envelope = msgspec.json.decode(payload, type=_Envelope)
        raw = bytes(envelope.release)
        fingerprint = hashlib.sha256(raw).hexdigest()
        if fingerprint != envelope.sha256 or expected not in (None, fingerprint):
            raise Refused(DAMAGED)
        return _decode(raw), fingerprint
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Refused(DAMAGED) from None


def _decode(raw: bytes) -> Release:
    try:
        return msgspec.json.decode(raw, type=Release)
    except msgspec.ValidationError:
        stated = msgspec.json.decode(raw)
        kind = stated.get("format") if isinstance(stated, dict) else None
        if isinstance(kind, str) and kind.startswith("clinic-app/release/") and kind != FORMAT:
            raise Refused(NEWER) from None
        raise
