"""Guests: found as one types, known at a glance, and what is known of them changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import UNSET

from regulars.bookings.errors import BadBooking, NoSuchGuest
from regulars.bookings.facts import GuestEdited
from regulars.bookings.guest import FoundGuest, Glance, Guest, GuestChanges
from regulars.bookings.keep import tell_again
from regulars.bookings.model import Booking
from regulars.bookings.rules import texts
from regulars.bookings.rules.birthdays import exists
from regulars.bookings.store import bookings, glances
from regulars.bookings.store import guests as store
from regulars.kernel.ids import GuestId, MerchantId
from regulars.ledger.statement import balance
from regulars.members import find as members
from regulars.members.model import Found
from regulars.members.read import read_member
from regulars.members.rules import sought
from regulars.merchants.read import read_merchant
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction, UniqueRefused

MOST = 8
AWAITED = timedelta(hours=6)
"""So long after its time a party may still come."""


async def find_guests(
    reads: Reads,
    merchant: MerchantId,
    keyword: str,
    *,
    country: str,
    at: datetime,
    limit: int = MOST,
) -> Sequence[FoundGuest]:
    """Whom `keyword` may mean: members, whether they ever booked or not, and guests who are none.

    A name, telephone number or e-mail address, or part of one. `country` is where somebody types.
    Raises `Invalid` for what is too long or no text.
    """
    found = await members.find(reads, merchant, keyword, country=country, limit=limit, at=at)
    others = await store.find(reads, merchant, sought(keyword, country=country), limit=limit)
    # However many members have the name, a guest who is none is not crowded out.
    shown = found[: max(limit - len(others), limit // 2)]
    known = await store.of_members(reads, merchant, [one.id for one in shown])
    as_guests = [_as_guest(one, known.get(one.id)) for one in shown]
    return [*as_guests, *others][:limit]


async def read_guest(reads: Reads, merchant: MerchantId, guest: GuestId) -> Guest:
    """Raises `NoSuchGuest`, also for a guest of another merchant."""
    return _found(await store.read(reads, merchant, guest))


async def glance(reads: Reads, merchant: MerchantId, guest: GuestId, *, at: datetime) -> Glance:
    """What a host wants to know of a guest at a glance. Raises `NoSuchGuest`.

    A booking is still to come until some hours after its time, then nobody waits any more.
    """
    known = await read_guest(reads, merchant, guest)
    code, points = None, None
    if known.member is not None:
        member = await read_member(reads, merchant, known.member)
        code = member.code
        points = int((await balance(reads, merchant, member.account, at=at)).available)
    figures = await glances.figures(
        reads, merchant, guest, known.member, awaited_since=at - AWAITED
    )
    return Glance(guest=known, member_code=code, points=points, **figures._asdict())


async def history(
    reads: Reads, merchant: MerchantId, guest: GuestId, limit: int
) -> Sequence[Booking]:
    """A guest's bookings, past and to come, the latest first. Raises `NoSuchGuest`."""
    await read_guest(reads, merchant, guest)
    return await bookings.of_guest(reads, merchant, guest, limit=limit)


async def edit(
    db: Database,
    merchant: MerchantId,
    guest: GuestId,
    changes: GuestChanges,
    *,
    at: datetime,
    actor: str,
) -> Guest:
    """Change what is known of a guest. A member's name and contact stay the member's own.

    Raises `NoSuchGuest`, and `BadBooking` with the field, also for contact that another has.
    """

    async def work(tx: Transaction) -> Guest:
        before = _found(await store.lock(tx, merchant, guest))
        country = (await read_merchant(tx, merchant)).country
        after = _changed(before, changes, country=country)
        names = [name for name in CAN_CHANGE if getattr(before, name) != getattr(after, name)]
        if not names:
            return before
        try:
            async with tx.savepoint():
                await store.update(tx, merchant, after, at=at)
        except UniqueRefused as refused:
            raise _taken(refused) from refused
        fact = GuestEdited(guest=str(guest), fields=names)
        await journal.write(tx, merchant, fact, at=at, actor=actor)
        for booking in await store.at_tables(tx, merchant, guest):
            await tell_again(tx, merchant, booking, ["guest"], at=at, actor=actor)
        return after

    return await db.tx(work)


CONTACT = ("first_name", "last_name", "email", "phone")
CAN_CHANGE = (*CONTACT, "vip", "tags", "note", "birthday")


def _changed(before: Guest, changes: GuestChanges, *, country: str) -> Guest:
    made = {
        name: value
        for name, value in msgspec.structs.asdict(changes).items()
        if value is not UNSET and (before.member is None or name not in CONTACT)
    }
    for name in ("first_name", "last_name"):
        if name in made:
            made[name] = texts.line(made[name], most=texts.LONGEST_FIRST_NAME, field=name)
    if "email" in made:
        made["email"] = texts.email(made["email"])
    if "phone" in made:
        made["phone"] = texts.phone(made["phone"], country=country)
    if "tags" in made:
        made["tags"] = texts.tags(made["tags"])
    if "note" in made:
        made["note"] = texts.paragraph(made["note"], field="note")
    if made.get("birthday") and not exists(*made["birthday"]):
        raise BadBooking("There is no such day in the year.", field="birthday")
    return msgspec.structs.replace(before, **made)


def _as_guest(member: Found, known: store.Known | None) -> FoundGuest:
    return FoundGuest(
        guest=None if known is None else known.guest,
        member=member.id,
        name=member.name,
        email=member.email,
        phone=member.phone,
        vip=known is not None and known.vip,
        visits=0 if known is None else known.visits,
    )


def _found(guest: Guest | None) -> Guest:
    if guest is None:
        raise NoSuchGuest("There is no such guest.")
    return guest


def _taken(refused: UniqueRefused) -> BadBooking:
    if refused.constraint_name == "guests_by_phone":
        return BadBooking("Another guest has this telephone number.", field="phone")
    return BadBooking("Another guest has this e-mail address.", field="email")
