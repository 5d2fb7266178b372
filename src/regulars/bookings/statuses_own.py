"""A venue's own statuses, each of a type of the system's, which says what it does.

A code is made of the name once and stays, as does the type: bookings have both.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from regulars.bookings.errors import BadBooking, NoSuchStatus
from regulars.bookings.floor.drawing import tell
from regulars.bookings.model import Status, StatusType
from regulars.bookings.rules import texts
from regulars.bookings.rules.statuses import SYSTEM, fold
from regulars.bookings.store import statuses as store
from regulars.kernel.ids import MerchantId
from regulars.merchants.stores import stores
from regulars.platform.db import Database, Reads, Transaction

LONGEST_NAME = 30
LONGEST_CODE = 30
MOST = 40


async def list_statuses(reads: Reads, merchant: MerchantId) -> Sequence[Status]:
    """The system's own as a visit goes, then the venue's, also those that are switched off."""
    return [*SYSTEM, *await store.read(reads, merchant)]


async def add_status(
    db: Database,
    merchant: MerchantId,
    name: str,
    type_: StatusType,
    *,
    at: datetime,
    actor: str,
) -> Status:
    """One more status, after the others. Raises `BadBooking` with the field."""
    name = _checked(name)

    async def work(tx: Transaction) -> Status:
        own = await store.lock(tx, merchant)
        if len(own) >= MOST:
            raise BadBooking(f"A venue has at most {MOST} statuses of its own.")
        _check_own_name(name, [*SYSTEM, *own])
        status = Status(_code_of(name, [*SYSTEM, *own]), name, type_, own=True)
        await store.add(tx, merchant, status, position=len(own) + 1)
        await _tell(tx, merchant, at=at, actor=actor)
        return status

    return await db.tx(work)


async def rename_status(
    db: Database, merchant: MerchantId, code: str, name: str, *, at: datetime, actor: str
) -> Status:
    """Another name, with the code that bookings have. Raises `BadBooking`, `NoSuchStatus`."""
    name = _checked(name)

    def renamed(status: Status, others: Sequence[Status]) -> Status:
        _check_own_name(name, others)
        return msgspec.structs.replace(status, name=name)

    return await _change(db, merchant, code, renamed, at=at, actor=actor)


async def switch_status(
    db: Database, merchant: MerchantId, code: str, *, active: bool, at: datetime, actor: str
) -> Status:
    """On or off. A booking that has one that is off keeps it. Raises `NoSuchStatus`."""

    def switched(status: Status, _: Sequence[Status]) -> Status:
        return msgspec.structs.replace(status, active=active)

    return await _change(db, merchant, code, switched, at=at, actor=actor)


async def _change(
    db: Database,
    merchant: MerchantId,
    code: str,
    change: Callable[[Status, Sequence[Status]], Status],
    *,
    at: datetime,
    actor: str,
) -> Status:
    async def work(tx: Transaction) -> Status:
        own = await store.lock(tx, merchant)
        before = next((one for one in own if one.code == code), None)
        if before is None:
            raise NoSuchStatus("There is no such status of your own.")
        others = [*SYSTEM, *(one for one in own if one.code != code)]
        status = change(before, others)
        await store.change(tx, merchant, status)
        await _tell(tx, merchant, at=at, actor=actor)
        return status

    return await db.tx(work)


async def _tell(tx: Transaction, merchant: MerchantId, *, at: datetime, actor: str) -> None:
    for venue in await stores(tx, merchant):
        await tell(tx, merchant, venue.id, "statuses", at=at, actor=actor)


def _checked(name: str) -> str:
    name = texts.line(name, most=LONGEST_NAME, field="name")
    if not name:
        raise BadBooking("A name, please.", field="name")
    return name


def _check_own_name(name: str, others: Iterable[Status]) -> None:
    for other in others:
        if fold(name) in (fold(other.name), fold(other.code)):
            raise BadBooking(f"There is a status named {other.name} already.", field="name")


def _code_of(name: str, others: Iterable[Status]) -> str:
    """A code of small letters and digits that no other status reads like."""
    taken = {fold(other.code) for other in others}
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_CODE]
    if len(code) > 1 and fold(code) not in taken:
        return code
    # A name of other letters, or one that was cut to the length of a code.
    numbered = (f"own_{number}" for number in range(1, 2 * MOST))
    return next(one for one in numbered if fold(one) not in taken)
