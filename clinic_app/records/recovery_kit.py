"""The recovery kit: 160 random bits on paper, as 32 characters and a check group, and the key that follows from them.

The alphabet is Crockford's: it has no I, L, O and U, so what a person takes for one of them can only be 1 or 0.
"""

import hashlib
import secrets
import unicodedata
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clinic_app.errors import Refused
from clinic_app.records.aes_gcm import KEY_BYTES
from clinic_app.records.key_faults import KIT_MISTYPED

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 20
LENGTH, CHECK, GROUP = 32, 4, 4
# The last is what a Japanese input mode makes of a dash.
_LOOKS_LIKE = str.maketrans("OIL", "011", "ー")
_PURPOSE = b"clinic-app recovery kit 1"


class RecoveryKit:
    """One kit. It never shows its secret but through `code`, which is meant for the paper."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"a kit has {SECRET_BYTES} bytes")
        self._secret: Final = secret

    def __repr__(self) -> str:
        return "RecoveryKit(...)"

    @classmethod
    def new(cls) -> "RecoveryKit":
        """A random kit."""
        return cls(secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def typed(cls, text: str) -> "RecoveryKit":
        """The kit typed from the paper; case, spaces, dashes, full width, O for 0 and I or L for 1 do not matter."""
        if len(text) > 1000:
            raise Refused(KIT_MISTYPED)
        plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKS_LIKE)
        code = "".join(character for character in plain if character in ALPHABET)
        strange = [c for c in plain if c.isalnum() and c not in ALPHABET]
        if strange or len(code) != LENGTH + CHECK:
            raise Refused(KIT_MISTYPED)
        kit = cls(_number(code[:LENGTH]).to_bytes(SECRET_BYTES, "big"))
        if _check(kit._secret) != code[LENGTH:]:
            raise Refused(KIT_MISTYPED)
        return kit

    @property
    def code(self) -> str:
        """What is printed: nine groups of four, the last one the check."""
        whole = _characters(int.from_bytes(self._secret, "big"), LENGTH) + _check(self._secret)
        return "-".join(whole[start : start + GROUP] for start in range(0, len(whole), GROUP))

    def key(self, salt: bytes) -> bytes:
        """The key that opens the recovery slot; the secret is random, so no slow hash is needed."""
        return HKDF(SHA256(), KEY_BYTES, salt, _PURPOSE).derive(self._secret)


def _check(secret: bytes) -> str:
    # Finds a slip of the hand; 20 bits of a hash of 160 random ones give nothing away.
    return _characters(int.from_bytes(hashlib.sha256(_PURPOSE + secret).digest()[:3], "big") >> 4, CHECK)


def _characters(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(length)))


def _number(code: str) -> int:
    number = 0
    for character in code:
        number = number << 5 | ALPHABET.index(character)
    return number
