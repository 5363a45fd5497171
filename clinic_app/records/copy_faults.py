"""What can go wrong while files are copied, and the sentence for it. The record itself is never in danger here."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.faults import CANNOT_OPEN, DAMAGED

COPY_FULL = N_(
    "The disk became full. The copy was not finished and does not count; the record is as it was. Free some space and "
    "try again."
)
COPY_READ_ONLY = N_(
    "Nothing can be written to that folder. Check its rights, or choose another one; nothing was changed."
)
COPY_FAILED = N_(
    "A disk reported an error. The copy was not finished and does not count; the record is as it was. Check both "
    "drives and try again."
)
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_BY_SQLITE_CODE = {8: COPY_READ_ONLY, 11: DAMAGED, 13: COPY_FULL, 26: CANNOT_OPEN}


@contextmanager
def copying() -> Iterator[None]:
    """Let errors of files and of the driver out as `Refused` only."""
    try:
        yield
    except OSError as error:
        code = error.errno
        message = COPY_FULL if code in _FULL else COPY_READ_ONLY if code in _READ_ONLY else COPY_FAILED
        raise Refused(message) from None
    except sqlcipher.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise Refused(_BY_SQLITE_CODE.get(code, COPY_FAILED)) from None
