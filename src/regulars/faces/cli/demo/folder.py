"""What a demo keeps between two starts, and what it tells others while it is ready."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from regulars.faces.cli.demo.facts import VoucherApiFacts
from regulars.kernel.errors import Conflict
from regulars.kernel.ids import draw_code
from regulars.platform.embedded_postgres import erase
from regulars.platform.ground import POSTGRES

KEPT = "demo-settings.json"
FACTS = "demo.json"
LOCK = "demo.lock"
FRESH = "fresh"
TILL = "till.json"
TESTPAY = "testpay-till.json"
"""What Testpay remembers, beside the till."""
LOGS = "logs"
OURS = (KEPT, TILL, TESTPAY, LOGS, "metrics", "secret-key")


class NotOurs(Conflict):
    """The folder has a hub that no demo made."""

    code = "demo_not_ours"


class DemoRuns(Conflict):
    """Another demo uses the folder."""

    code = "demo_runs"


class Kept(msgspec.Struct, kw_only=True):
    """What has to be the same at the next start. `seeded` says that the data is complete.

    `voucher_api` is what was made to try the voucher API with, token included.
    """

    seed: int
    fresh: bool
    password: str
    client_id: str
    client_secret: str
    signature_token: str
    seeded: bool = False
    port: int = 0
    till_port: int = 0
    voucher_api: VoucherApiFacts = VoucherApiFacts()
    payments_key: str = msgspec.field(default_factory=lambda: secrets.token_hex(20))
    payments_secret: str = msgspec.field(default_factory=lambda: secrets.token_hex(20))


def new_demo(seed: int, *, fresh: bool) -> Kept:
    return Kept(
        seed=seed,
        fresh=fresh,
        password=draw_code(3).lower(),
        client_id="regulars-demo",
        client_secret=secrets.token_hex(20),
        signature_token=secrets.token_hex(20),
    )


def read_kept(folder: Path) -> Kept | None:
    """What the demo in `folder` keeps; None when there is no demo. Raises `NotOurs`."""
    if (folder / KEPT).exists():
        return msgspec.json.decode((folder / KEPT).read_bytes(), type=Kept)
    if (folder / POSTGRES).exists():
        raise NotOurs(
            f"{folder} holds the data of a hub that is no demo. "
            "Choose another folder for the demo with --data-dir."
        )
    return None


def write_kept(folder: Path, kept: Kept) -> None:
    write(folder / KEPT, msgspec.json.format(msgspec.json.encode(kept)))


def remove(folder: Path) -> None:
    """Remove a demo's data and nothing else. Raises `NotOurs`."""
    if read_kept(folder) is None:
        return
    erase(folder / POSTGRES)
    for name in OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Put `content` there as a whole, for its owner's eyes."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as new:
        new.write(content)
    beside.replace(path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The right to run a demo in `folder`. It ends with the process. Raises `DemoRuns`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoRuns(f"A demo is running in {folder} already. Stop it first.") from error
        withdraw(folder)
        try:
            yield
        finally:
            withdraw(folder)


def publish(folder: Path, facts: msgspec.Struct) -> None:
    """Tell scripts that the demo is ready, and where."""
    write(folder / FACTS, msgspec.json.format(msgspec.json.encode(facts)) + b"\n")


def withdraw(folder: Path) -> None:
    with suppress(FileNotFoundError):
        (folder / FACTS).unlink()
