"""The secret key of an installation that was given none: made once, kept beside the database."""

import os
import secrets
from pathlib import Path

from regulars.platform.embedded_postgres.home import inherit_owner

NAME = "secret-key"


def kept_key(folder: Path) -> bytes:
    """The key in `folder`, made if there is none. All who start at once get the same."""
    path = folder / NAME
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_bytes().strip()


def _make(path: Path) -> None:
    """Write the whole key first and then put it in its place, unless another one is there."""
    beside = path.with_name(f".{NAME}.{secrets.token_hex(4)}")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as new:
        new.write(f"{secrets.token_hex(32)}\n".encode())
        new.flush()
        os.fsync(new.fileno())
    inherit_owner(beside)
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass  # another process was first
    finally:
        beside.unlink()
