"""What differs between operating systems, path by path. Linux is proved by tests; Windows and macOS are written for.

Each Windows or macOS path stands beside the Linux one and is marked UNPROVED.
"""

import errno
import os
import sys
from pathlib import Path
from typing import IO

_PR_SET_DUMPABLE = 4
# Some shares cannot sync a folder; the file itself was synced before.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
_DRIVE_REMOTE = 4
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "ceph", "glusterfs", "lustre", "davfs", "beegfs"}
    | {
        f"fuse.{name}"
        for name in ("sshfs", "rclone", "davfs2", "glusterfs", "gvfsd-fuse", "s3fs", "google-drive-ocamlfuse")
    }
)


class FileLock:
    """An exclusive lock on an open file; the system gives it back when the process dies, however it dies.

    A lock made of a file's existence outlives a crash, and one that names the host refuses after a change of name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take the lock now or not at all; False while another process, or another lock of this one, holds it.

        Keep this object: when it is collected, the lock is gone.
        """
        if self._file is not None:
            return False
        file = self._path.open("ab")
        try:
            _lock(file.fileno())
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock back; the file stays, so that nobody locks a name that is being removed."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(handle: int) -> None:
    """Raises `OSError` when the lock is taken."""
    if sys.platform == "win32":  # UNPROVED: locks the first byte, which the system frees at the end of the process
        import msvcrt  # noqa: PLC0415 - exists there only

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - exists there only

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sync_file(handle: int) -> None:
    """Bring a file's bytes to the disk."""
    if sys.platform == "darwin":  # UNPROVED: fsync there stops at the drive's own cache
        import fcntl  # noqa: PLC0415 - exists there only

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file; a reader, now or after a crash, sees the old one or the new one, whole. Raises `OSError`."""
    partial = path.with_name(f".{path.name}.part")
    flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(partial, flags, 0o600)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def keep_memory_private() -> bool:
    """Let no process of the same user read our memory, and make no core dump; False where the system cannot."""
    done = False
    if sys.platform == "win32":  # UNPROVED: no error box and no report with memory in it
        import ctypes  # noqa: PLC0415 - late, as below

        no_fault_box = 0x0001 | 0x0002
        ctypes.windll.kernel32.SetErrorMode(no_fault_box)
    elif sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - late, because the first window is painted before it is needed
        import resource  # noqa: PLC0415 - exists there only

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        done = bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    return done


def is_on_network(folder: Path) -> bool:
    """Whether a folder lies on a share of another machine; False where the system does not tell."""
    if sys.platform == "win32":  # UNPROVED: a path that starts with two backslashes, or a letter joined to a share
        import ctypes  # noqa: PLC0415 - late, as above

        text = str(folder.absolute())
        return (
            text.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(folder.absolute().anchor) == _DRIVE_REMOTE
        )
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False  # UNPROVED on macOS, which has no such list: nothing is refused there by kind of disk
    return _kind_of_mount(mounts, folder.resolve()) in _NETWORK


def _kind_of_mount(mounts: str, folder: Path) -> str:
    """The file system of the deepest mount that holds the folder, in the format of /proc/self/mountinfo."""
    deepest, kind = -1, ""
    for line in mounts.splitlines():
        place, _, rest = line.partition(" - ")
        fields = place.split(" ")
        if len(fields) < 5 or not rest:
            continue
        mounted = Path(fields[4].encode().decode("unicode_escape"))
        if folder.is_relative_to(mounted) and len(mounted.parts) >= deepest:
            deepest, kind = len(mounted.parts), rest.split(" ")[0]
    return kind
