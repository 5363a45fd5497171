"""The 6-digit quick code that uncovers a session. In memory only, and there only as a salted hash.

It opens nothing by itself: it is a sign that the same person is back, as long as the keys have not been dropped.
"""

import hashlib
import hmac
import os
import unicodedata

from clinic_app.i18n import N_

DIGITS, TRIES = 6, 5
NOT_SIX = N_("The quick code has exactly 6 digits.")
TOO_EASY = N_("This code is guessed at once. Choose one that is neither one digit repeated nor a run.")
_RUN = "01234567890"
_SALT_BYTES = 16


def digits_of(typed: str) -> str:
    """What was typed in plain digits: full width ones count, blanks do not; other characters stay to be refused."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


class QuickCode:
    """One person's code for one sitting; forgotten after 5 wrong tries and whenever keys are dropped."""

    def __init__(self) -> None:
        self._salt, self._hash = b"", b""
        self.tries_left = 0

    @property
    def is_set(self) -> bool:
        """Whether a code can open now."""
        return bool(self._hash)

    def keep(self, typed: str) -> str | None:
        """Take a code; gives the marked sentence of what is wrong with it, and then keeps what was there before."""
        code = digits_of(typed)
        if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
            return NOT_SIX
        if len(set(code)) == 1 or code in _RUN or code in _RUN[::-1]:
            return TOO_EASY
        self._salt = os.urandom(_SALT_BYTES)
        self._hash = self._hashed(code)
        self.tries_left = TRIES
        return None

    def opens(self, typed: str) -> bool:
        """Whether this is the code; a wrong one costs a try, the last one forgets the code."""
        if not self.is_set:
            return False
        if hmac.compare_digest(self._hashed(digits_of(typed)), self._hash):
            self.tries_left = TRIES
            return True
        self.tries_left -= 1
        if self.tries_left <= 0:
            self.forget()
        return False

    def forget(self) -> None:
        """Drop the code; the password is needed from now on."""
        self._salt, self._hash, self.tries_left = b"", b"", 0

    def _hashed(self, code: str) -> bytes:
        # A million codes are tried in hours whatever the cost; the hash only keeps the digits out of a memory dump.
        return hashlib.scrypt(code.encode(), salt=self._salt, n=2**14, r=8, p=1)
