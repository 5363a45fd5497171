"""AES-256-GCM as the slots and the sealed files use it: a random nonce in front, what must not change bound as AAD."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
OVERHEAD = NONCE_BYTES + 16  # the tag


class NotAuthenticError(Exception):
    """The key is another one, or the bytes or what they are bound to were altered: GCM cannot tell which."""


def new_key() -> bytes:
    """A random key."""
    return AESGCM.generate_key(KEY_BYTES * 8)


def seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt; `bound` is not stored and must be given again to unseal."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Decrypt, or raise `NotAuthenticError`."""
    if len(sealed) < OVERHEAD:
        raise NotAuthenticError
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except InvalidTag:
        raise NotAuthenticError from None
