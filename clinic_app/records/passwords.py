"""From a password to a key: Argon2id with a cost that is measured once, never below a floor. No storage here."""

import secrets
import time
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw

from clinic_app.errors import Refused
from clinic_app.records.aes_gcm import KEY_BYTES
from clinic_app.records.key_faults import NO_MEMORY, TOO_LONG, TOO_SHORT, WEAK

LEAST, MOST = 12, 1000
SALT_BYTES = 16
TARGET_SECONDS = 0.5  # doubling the memory stops at the first cost that takes this long, so below twice as long
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 1024 * 1024, 64, 16
# Three times five of 31 characters are 74 bits; left out is what looks like another on paper.
_ONE_TIME = "abcdefghjkmnpqrstuvwxyz23456789"


class Cost(NamedTuple):
    """How hard one guess is."""

    memory_kib: int
    passes: int
    lanes: int


FLOOR = Cost(64 * 1024, 3, 1)


def derive(password: str, salt: bytes, cost: Cost, floor: Cost = FLOOR) -> bytes:
    """The key of a password; refuses a cost below the floor. Full-width and composed forms count as the plain ones."""
    if any(have < least for have, least in zip(cost, floor, strict=True)):
        raise Refused(WEAK)
    try:
        return hash_secret_raw(
            _plain(password).encode("utf-8", "surrogatepass"),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError:
        raise Refused(NO_MEMORY) from None


def check_new(password: str) -> None:
    """Refuse a password that is too short, or too long to be one."""
    if len(_plain(password)) < LEAST:
        raise Refused(TOO_SHORT, least=LEAST)
    if len(password) > MOST:
        raise Refused(TOO_LONG, most=MOST)


def calibrate(seconds_of: Callable[[Cost], float] | None = None) -> Cost:
    """The cost at which this machine needs 0.5 to 1 s for one guess, or the floor where even that takes longer."""
    measure = seconds_of or _seconds_of
    cost = Cost(FLOOR.memory_kib, 3, 4)
    while (seconds := measure(cost)) < TARGET_SECONDS and cost.memory_kib < MOST_MEMORY_KIB:
        cost = cost._replace(memory_kib=cost.memory_kib * 2)
    if seconds < TARGET_SECONDS:
        cost = cost._replace(passes=min(MOST_PASSES, int(cost.passes * TARGET_SECONDS / max(seconds, 0.01)) + 1))
    return cost


def new_salt() -> bytes:
    """A random salt."""
    return secrets.token_bytes(SALT_BYTES)


def one_time_password() -> str:
    """A random password to be read out once and replaced at the first sign-in."""
    return "-".join("".join(secrets.choice(_ONE_TIME) for _ in range(5)) for _ in range(3))


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _seconds_of(cost: Cost) -> float:
    started = time.perf_counter()
    derive("calibration", bytes(SALT_BYTES), cost)
    return time.perf_counter() - started
