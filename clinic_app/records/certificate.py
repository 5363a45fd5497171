"""A certificate that a server signs itself, and that every PC of the studio is given to know the server by.

No authority stands behind it, so there is no second key that somebody would have to keep safe elsewhere.
"""

import ipaddress
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

GOOD_FOR = timedelta(days=3650)
SOON = timedelta(days=180)


class Certificate(NamedTuple):
    """Both halves, as PEM; only the server ever reads the key."""

    shown: bytes
    key: bytes


def make_certificate(host: str, now: datetime) -> Certificate:
    """One for a server of this name or address."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    built = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + GOOD_FOR)
    built = built.add_extension(x509.SubjectAlternativeName([_name(host)]), critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    hidden = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    return Certificate(built.sign(key, hashes.SHA256()).public_bytes(pem), hidden)


def fits(shown: bytes, host: str, now: datetime) -> bool:
    """Whether a certificate proves this name for a good while yet."""
    try:
        found = x509.load_pem_x509_certificate(shown)
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    return _name(host) in names and found.not_valid_after_utc > now + SOON


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
