"""Where everything of one embedded server lies.

<folder>/data        what PostgreSQL calls its data directory
<folder>/server.log  what the server says, and server.log.1 before that
<folder>/lock        held by the process that supervises the server
<folder>/socket      the socket, for its owner only; elsewhere when the path is too long
<folder>/binaries    as root only: a copy of PostgreSQL that the server's user can reach
<folder>/location    as root only: where all of this is instead
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from regulars.platform.embedded_postgres.account import Account, account_for
from regulars.platform.embedded_postgres.errors import (
    EmbeddedPostgresError,
    FolderCopied,
    FolderInUse,
    FolderNotWritable,
    SocketFolderUnsafe,
    told_plainly,
)

ELSEWHERE = Path("/var/lib/regulars")
SHORT = Path("/tmp")  # noqa: S108  the same for every process, whatever its environment
SOCKET = ".s.PGSQL.5432"
OURS = ("data", "data.begun-*", "server.log*", "lock", "socket", "binaries", "location", "origin")
LONGEST_SOCKET_PATH = 103  # macOS; Linux allows 107


@dataclass(frozen=True)
class Home:
    """The folder of one server, and the user it runs as."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def binaries(self) -> Path:
        return self.folder / "binaries"

    @property
    def sockets(self) -> Path:
        """The socket's folder. It follows from the folder alone, so that all agree on it."""
        near = self.folder / "socket"
        if len(os.fsencode(near / SOCKET)) <= LONGEST_SOCKET_PATH:
            return near
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return SHORT / f"regulars-{self.account.uid}-{name}"

    @property
    def data_version(self) -> str | None:
        """The major version that wrote the data, None when there is none yet."""
        mark = self.data / "PG_VERSION"
        return mark.read_text().strip() if mark.exists() else None

    def try_lock(self) -> "FolderLock | None":
        """The right to supervise this folder's server, None while another process has it."""
        with told_plainly(self.folder):
            file = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            inherit_owner(self.folder / "lock")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return FolderLock(file)

    def make_sockets(self) -> None:
        """Make the socket's folder, or make sure that the one that is there is ours alone."""
        with told_plainly(self.sockets):
            with suppress(FileExistsError):
                self.sockets.mkdir(mode=0o700)
                self.account.takes(self.sockets)
            there = self.sockets.lstat()
        private = stat.S_ISDIR(there.st_mode) and not stat.S_IMODE(there.st_mode) & 0o077
        if not private or there.st_uid != self.account.uid:
            raise SocketFolderUnsafe(
                f"{self.sockets} should be a folder that only the database's user can open, and "
                "is not. Look who made it, remove it, and start again."
            )


class FolderLock:
    """The right to supervise one folder's server. It ends with the process at the latest."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file
        os.register_at_fork(after_in_child=self.release)

    def release(self) -> None:
        """Give the right back. In a forked child: only forget it, the parent keeps it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def find_home(requested: Path) -> Home:
    """The home that belongs to `requested`, made if need be.

    Root's server runs as an ordinary user. Where that user cannot reach `requested`, for
    instance below /root, the home is made in /var/lib/regulars and `requested` points to it,
    rather than opening any folder to others.
    """
    requested = requested.resolve()
    with told_plainly(requested):
        make_folder(requested)
        folder = pointed_to(requested) or requested
        account = account_for(folder, folder / "data")
        if account.enters(folder):
            return Home(folder, account)
        if (folder / "data").exists():
            raise unreachable(folder, account)
        elsewhere = relocate(requested)
        return Home(elsewhere, account_for(elsewhere, elsewhere / "data"))


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, each with the owner of the one it lies in."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700)
    inherit_owner(folder)


def inherit_owner(path: Path) -> None:
    """As root: leave `path` to whom its folder belongs to, who may run us without root later."""
    if os.geteuid() == 0:
        above = path.parent.stat()
        os.chown(path, above.st_uid, above.st_gid, follow_symlinks=False)


def pointed_to(requested: Path) -> Path | None:
    pointer = requested / "location"
    if not pointer.exists():
        return None
    folder = Path(pointer.read_text().strip())
    if not folder.exists():
        raise EmbeddedPostgresError(
            f"{pointer} says that the data is in {folder}, which is not there. Bring that folder "
            f"back, or remove {pointer} to begin with an empty database."
        )
    origin = folder / "origin"
    first = Path(origin.read_text().strip())
    if first != requested and (first / "location").exists():
        raise FolderCopied(
            f"{requested} is a copy of {first}, whose data is in {folder}. Remove "
            f"{pointer} to begin with an empty database, then restore a backup into it."
        )
    origin.write_text(f"{requested}\n")
    return folder


def relocate(requested: Path) -> Path:
    folder = ELSEWHERE / f"{requested.name}-{secrets.token_hex(4)}"
    make_folder(folder)
    (folder / "origin").write_text(f"{requested}\n")
    (requested / "location").write_text(f"{folder}\n")
    return folder


def unreachable(folder: Path, account: Account) -> FolderNotWritable:
    return FolderNotWritable(
        f"The data in {folder} belongs to user {account.uid}, who cannot enter that folder. "
        "Move the folder to where that user can reach it, for instance below /var/lib."
    )


def erase(data_dir: Path) -> None:
    """Remove an embedded server's data for good, wherever it lies, and all that is beside it.

    Files that are not the server's stay. Raises FolderInUse while the server runs.
    """
    requested = data_dir.resolve()
    if not requested.exists():
        return
    home = find_home(requested)
    lock = home.try_lock()
    if lock is None:
        raise FolderInUse(
            f"The database in {home.folder} is running. Stop Regulars, then erase it."
        )
    try:
        shutil.rmtree(home.sockets, ignore_errors=True)
        for folder in (home.folder, requested):
            remove_ours(folder)
    finally:
        lock.release()


def remove_ours(folder: Path) -> None:
    for path in [found for pattern in OURS for found in folder.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    with suppress(OSError):  # somebody else's files are in it
        folder.rmdir()
