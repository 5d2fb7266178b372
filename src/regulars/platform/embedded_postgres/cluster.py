"""Make a new data folder, whole or not at all."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from regulars.platform.embedded_postgres.binaries import Binaries
from regulars.platform.embedded_postgres.errors import told_plainly
from regulars.platform.embedded_postgres.home import Home
from regulars.platform.embedded_postgres.last_words import explain

BEGUN = "data.begun-"
NEW_CLUSTER = (
    *("--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256"),
    *("--encoding=UTF8", "--data-checksums", "--no-sync", "--no-instructions"),
)
ONE_SESSION = ("-F", "-c", "exit_on_error=true", "-c", "log_checkpoints=off")
OWN_DATABASE = "create role regulars login;\ncreate database regulars owner regulars;\n"
BUILTIN_LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def ensure_cluster(home: Home, binaries: Binaries) -> None:
    """Make the data folder with the role and the database, unless it is there.

    It is made under another name and renamed when it is whole and on the disk, so that no
    crash leaves a half-made folder in its place.
    """
    with told_plainly(home.folder):
        for left_over in home.folder.glob(f"{BEGUN}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        if home.data.exists():
            own(home)
            return
        begun = home.folder / f"{BEGUN}{secrets.token_hex(4)}"
        begun.mkdir(mode=0o700)
        home.account.takes(begun)
        try:
            fill(home, binaries, begun)
            begun.rename(home.data)
        except BaseException:
            shutil.rmtree(begun, ignore_errors=True)
            raise
        flush(home.folder)


def own(home: Home) -> None:
    """Give data that root copied into place, say from a backup, to the server's user."""
    if home.data.stat().st_uid != home.account.uid:
        home.account.takes_all(home.data)


def fill(home: Home, binaries: Binaries, begun: Path) -> None:
    initdb, postgres = binaries.program("initdb"), binaries.program("postgres")
    locale = BUILTIN_LOCALE if binaries.major >= 17 else (f"--locale={plain_locale()}",)
    run(home, [initdb, "--pgdata", begun, *NEW_CLUSTER, *locale])
    run(home, [postgres, "--single", *ONE_SESSION, "-D", begun, "postgres"], OWN_DATABASE)
    run(home, [initdb, "--sync-only", "--pgdata", begun])


def plain_locale() -> str:
    """The system's locale that sorts by code point and still knows letters; C where it is not."""
    listed = shutil.which("locale")
    if listed is None:
        return "C"
    known = subprocess.run([listed, "-a"], capture_output=True, text=True, check=False).stdout
    names = {name.lower().replace("-", ""): name for name in known.split()}
    return names.get("c.utf8", "C")


def run(home: Home, words: Sequence[str | Path], script: str = "") -> None:
    done = subprocess.run(
        home.account.command(*words),
        input=script,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        env=environment(),
        cwd="/",
    )
    if done.returncode:
        raise explain(home, done.stdout)


def environment() -> dict[str, str]:
    """Ours without what would lead PostgreSQL elsewhere, and with messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def flush(folder: Path) -> None:
    """Make the new name in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
