"""The ordinary user that the server runs as. PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from regulars.platform.embedded_postgres.errors import NoServerAccount

RUN_AS = Path(__file__).with_name("run_as.py")
FALLBACKS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Whom the server runs as: ourselves, or as root an ordinary user."""

    uid: int
    gid: int

    @property
    def is_self(self) -> bool:
        return self.uid == os.geteuid()

    def command(self, *words: str | Path) -> list[str]:
        """The command line that runs `words` as this user and ends them with our thread."""
        ids = ("-1", "-1") if self.is_self else (str(self.uid), str(self.gid))
        shim = (sys.executable, "-I", "-S", str(RUN_AS), str(os.getpid()), *ids)
        return [*shim, *map(str, words)]

    def enters(self, folder: Path) -> bool:
        """Whether this user may pass through `folder`. Tried, since modes do not say it all."""
        attempt = self.command("/bin/sh", "-c", 'test -x "$0"', folder)
        return self.is_self or subprocess.run(attempt, check=False, cwd="/").returncode == 0

    def takes(self, *paths: Path) -> None:
        """Make `paths` belong to this user."""
        if not self.is_self:
            for path in paths:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def takes_all(self, folder: Path) -> None:
        for parent, folders, files in os.walk(folder):
            self.takes(Path(parent), *(Path(parent, name) for name in [*folders, *files]))


def account_for(folder: Path, data: Path) -> Account:
    """Ourselves; as root the owner of `data`, else of `folder`, else a fallback.

    So what an ordinary user began stays that user's when root goes on with it. An owner
    without a name on this machine, usual in containers, can run data but not make it.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for place in (data, folder):
        if not place.exists():
            continue
        owner = place.stat()
        if owner.st_uid and (place == data or has_name(owner.st_uid)):
            return Account(owner.st_uid, owner.st_gid)
    return fallback()


def has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def fallback() -> Account:
    for name in FALLBACKS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise NoServerAccount(
        "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor a "
        "user 'nobody'. Run Regulars as an ordinary user, or set DATABASE_URL."
    )
