"""Why the embedded PostgreSQL is not up, each with what to do about it.

EmbeddedPostgresError      any other reason; the message quotes the server's own last words
├── BinariesMissing        no PostgreSQL 15 or later was found
├── OtherVersion           the data was written by another major version
├── FolderNotWritable      the folder, or its file system, cannot be written
├── FolderInUse            a server that is still stopping holds the folder
├── FolderCopied           the folder is a copy and points to the data of its original
├── DiskFull               no room, or over a quota
├── NoServerAccount        no ordinary user to run the server as
├── SocketFolderUnsafe     the folder for the socket belongs to somebody else
└── SettingRefused         the server does not take one of the settings handed in
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from regulars.kernel.errors import RegularsError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NO_LEAVE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class EmbeddedPostgresError(RegularsError):
    """The server cannot start. The message says why and what to do."""

    code: ClassVar[str] = "embedded_postgres_failed"


class BinariesMissing(EmbeddedPostgresError):
    """No PostgreSQL was found where one was looked for."""

    code = "embedded_postgres_binaries_missing"


class OtherVersion(EmbeddedPostgresError):
    """The data was written by another major version. It is never converted unasked."""

    code = "embedded_postgres_other_version"


class FolderNotWritable(EmbeddedPostgresError):
    """The folder cannot be written by this user, or by anybody."""

    code = "embedded_postgres_folder_not_writable"


class FolderInUse(EmbeddedPostgresError):
    """A server that nobody supervises holds the folder and does not stop."""

    code = "embedded_postgres_folder_in_use"


class FolderCopied(EmbeddedPostgresError):
    """The folder is a copy whose data lies elsewhere and belongs to the original."""

    code = "embedded_postgres_folder_copied"


class DiskFull(EmbeddedPostgresError):
    """The file system has no room left, or a quota is used up."""

    code = "embedded_postgres_disk_full"


class NoServerAccount(EmbeddedPostgresError):
    """PostgreSQL refuses to run as this user, and there is no other to run it as."""

    code = "embedded_postgres_no_account"


class SocketFolderUnsafe(EmbeddedPostgresError):
    """Somebody else owns the folder that the socket should lie in."""

    code = "embedded_postgres_socket_folder_unsafe"


class SettingRefused(EmbeddedPostgresError):
    """The server does not know a setting that was handed in, or refuses its value."""

    code = "embedded_postgres_setting_refused"


@contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about `folder` into one of our refusals."""
    try:
        yield
    except OSError as error:
        raise refusal(error, folder) from error


def refusal(error: OSError, folder: Path) -> EmbeddedPostgresError:
    if error.errno in NO_ROOM:
        return disk_full(folder)
    if error.errno in NO_LEAVE:
        return not_writable(folder)
    return EmbeddedPostgresError(
        f"The PostgreSQL data folder {folder} cannot be used: {error.strerror}. "
        "Repair it, choose another folder, or set DATABASE_URL to a server of your own."
    )


def disk_full(folder: Path) -> DiskFull:
    return DiskFull(
        f"There is no room left on the disk of {folder}. Free some space (a new folder needs "
        "about 100 MB) and start again; nothing that was confirmed is lost."
    )


def not_writable(folder: Path) -> FolderNotWritable:
    return FolderNotWritable(
        f"The PostgreSQL data folder {folder} cannot be written by this user. "
        "Give this user the folder, run as the user who made it, or choose another folder."
    )
