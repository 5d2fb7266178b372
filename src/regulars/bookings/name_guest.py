"""Who books: somebody the venue knows already, by what they say of themselves, or somebody new."""

from datetime import datetime

import msgspec

from regulars.bookings.errors import NoSuchGuest
from regulars.bookings.guest import Guest, NewGuest
from regulars.bookings.rules import texts
from regulars.bookings.store import guests as store
from regulars.kernel.ids import GuestId, MemberId, MerchantId, StoreId, uuid7
from regulars.members.read import by_contact, kept, read_member
from regulars.platform.db import RunAgain, Transaction, UniqueRefused


async def name_guest(
    tx: Transaction,
    merchant: MerchantId,
    new: NewGuest | None,
    *,
    at_store: StoreId,
    country: str,
    name: str = "",
    at: datetime,
) -> Guest | None:
    """The guest who is meant: by id, else by telephone number or e-mail address, else a new one.

    One person is one guest: whose contact a member has is that member, and what is said of
    somebody known already only adds what was missing. `name` is whom to call where nothing else
    says so. A step. Raises `NoSuchGuest`, and `BadBooking` with the field.
    """
    if new is None:
        return None
    if new.guest is not None:
        return await _known(tx, merchant, new.guest)
    if new.member is not None:
        return await _of_member(tx, merchant, new.member, at=at)
    said = _checked(new, country=country, name=name, at=at)
    if said is None:
        return None
    email, phone = said.email or "", said.phone or ""
    member = await by_contact(tx, merchant, email=email, phone=phone, at_store=at_store)
    if member is not None:
        return await _of_member(tx, merchant, member.id, at=at, as_said=said)
    known = await store.by_contact(tx, merchant, phone=said.phone, email=said.email)
    if known is None:
        return await _added(tx, merchant, said, at=at)
    return await _completed(tx, merchant, known, said, at=at)


async def _known(tx: Transaction, merchant: MerchantId, guest: GuestId) -> Guest:
    found = await store.read(tx, merchant, guest)
    if found is None:
        raise NoSuchGuest("There is no such guest.")
    return found


async def _of_member(
    tx: Transaction,
    merchant: MerchantId,
    member_id: MemberId,
    *,
    at: datetime,
    as_said: Guest | None = None,
) -> Guest:
    """The guest that a member is; somebody who booked before joining stays who they were."""
    member = await read_member(tx, merchant, await kept(tx, merchant, member_id))
    member_id = member.id
    found = await store.of_member(tx, merchant, member_id)
    if found is not None:
        return found
    phone, email = member.phone, member.email
    before = await store.by_contact(tx, merchant, phone=phone, email=email)
    if before is None and as_said is not None:
        before = await store.by_contact(tx, merchant, phone=as_said.phone, email=as_said.email)
    try:
        if before is None:
            new = _nobody(at, member=member_id)
            await store.insert(tx, merchant, new, at=at)
        else:
            await store.belong(tx, merchant, before.id, member_id, at=at)
    except UniqueRefused as refused:
        raise RunAgain from refused
    return await _known(tx, merchant, new.id if before is None else before.id)


def _checked(new: NewGuest, *, country: str, name: str, at: datetime) -> Guest | None:
    """What was said, as it can be kept; None where nothing was."""
    most = texts.LONGEST_FIRST_NAME
    first = texts.line(new.first_name, most=most, field="first_name")
    last = texts.line(new.last_name, most=most, field="last_name")
    email, phone = texts.email(new.email), texts.phone(new.phone, country=country)
    if not (first or last or email or phone):
        return None
    if not (first or last):
        first = name[:most].strip()
    nobody = _nobody(at)
    return msgspec.structs.replace(
        nobody, first_name=first, last_name=last, email=email, phone=phone
    )


def _nobody(at: datetime, *, member: MemberId | None = None) -> Guest:
    return Guest(
        id=GuestId(uuid7(at)),
        member=member,
        first_name="",
        last_name="",
        email=None,
        phone=None,
        vip=False,
        tags=(),
        note="",
        birthday=None,
    )


async def _added(tx: Transaction, merchant: MerchantId, said: Guest, *, at: datetime) -> Guest:
    try:
        await store.insert(tx, merchant, said, at=at)
    except UniqueRefused as refused:
        # Somebody was written down with that contact in the same moment: then it is them.
        raise RunAgain from refused
    return said


async def _completed(
    tx: Transaction, merchant: MerchantId, known: Guest, said: Guest, *, at: datetime
) -> Guest:
    """Somebody known, with what was not known of them; nothing that was is overwritten."""
    named = known if known.name else said
    complete = msgspec.structs.replace(
        known,
        first_name=named.first_name,
        last_name=named.last_name,
        email=known.email or await _free(tx, merchant, email=said.email),
        phone=known.phone or await _free(tx, merchant, phone=said.phone),
    )
    if complete != known:
        await store.update(tx, merchant, complete, at=at)
    return complete


async def _free(
    tx: Transaction, merchant: MerchantId, *, email: str | None = None, phone: str | None = None
) -> str | None:
    """A contact that is nobody else's."""
    other = await store.by_contact(tx, merchant, phone=phone, email=email)
    return (email or phone) if other is None else None
