"""The key under which copies of a server are encrypted: anybody may lock a copy, only the paper opens it.

A server holds no person's keys, so a copy that is made by a clock at night must not need one. The public half lies in
the database; the private half follows from a recovery kit's code, which is shown once and stands on paper alone.
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.aes_gcm import KEY_BYTES, NotAuthenticError, seal, unseal
from clinic_app.records.recovery_kit import RecoveryKit

OTHER_KIT = N_("This recovery code does not open this backup: it belongs to another one. Nothing was changed.")
_SALT = b"clinic-app copies of a server 1"
PUBLIC_BYTES = 32


def public_of(kit: RecoveryKit) -> bytes:
    """What may lie in the database."""
    return _private(kit).public_key().public_bytes_raw()


def lock(public: bytes, key: bytes) -> bytes:
    """Lock a copy's own key; whoever locks it cannot open it again."""
    once = X25519PrivateKey.generate()
    own = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return own + seal(_derived(shared, own + public), key, _SALT)


def unlock(kit: RecoveryKit, locked: bytes) -> bytes:
    """The copy's own key; refused for another kit."""
    private = _private(kit)
    own, sealed = locked[:PUBLIC_BYTES], locked[PUBLIC_BYTES:]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(own))
        return unseal(_derived(shared, own + private.public_key().public_bytes_raw()), sealed, _SALT)
    except (ValueError, NotAuthenticError):
        raise Refused(OTHER_KIT) from None


def _private(kit: RecoveryKit) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(kit.key(_SALT))


def _derived(shared: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, _SALT, info).derive(shared)
