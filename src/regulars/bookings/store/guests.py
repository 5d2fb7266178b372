"""Guests as rows. A member's name and contact are read from the member."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from regulars.bookings.guest import FoundGuest, Guest
from regulars.bookings.model import Stage
from regulars.bookings.rules.statuses import types_of
from regulars.kernel.ids import BookingId, GuestId, MemberId, MerchantId
from regulars.members.model import Details, NumberSought, Sought
from regulars.members.rules import search_text
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = """
    g.id, g.member_id, coalesce(p.first_name, g.first_name) as first_name,
    case when p.id is null then g.last_name else p.last_name end as last_name,
    case when p.id is null then g.email else p.email end as email,
    case when p.id is null then g.phone else p.phone end as phone,
    g.vip, g.tags, g.note, g.birth_month, g.birth_day
"""
JOINED = """
      from guests g
      left join members p on (p.merchant_id, p.id) = (g.merchant_id, g.member_id)
"""

READ = f"select {COLUMNS} {JOINED} where g.merchant_id = $1 and g.id = $2"
LOCK = READ + " for update of g"
OF_MEMBER = f"select {COLUMNS} {JOINED} where g.merchant_id = $1 and g.member_id = $2"

BY_CONTACT = f"""
    select {COLUMNS} {JOINED}
     where g.merchant_id = $1 and g.member_id is null and (g.phone = $2 or g.email = $3)
     order by (g.phone = $2) desc nulls last
     limit 1
"""

INSERT = """
    insert into guests (merchant_id, id, member_id, first_name, last_name, email, phone, search,
                        created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
"""

BELONG = """
    update guests
       set member_id = $3, first_name = '', last_name = '', email = null, phone = null,
           search = '', updated_at = $4
     where merchant_id = $1 and id = $2
"""

UPDATE = """
    update guests
       set first_name = $3, last_name = $4, email = $5, phone = $6, search = $7, vip = $8,
           tags = $9, note = $10, birth_month = $11, birth_day = $12, updated_at = $13
     where merchant_id = $1 and id = $2
"""

BECOME = "update bookings set guest_id = $3 where merchant_id = $1 and guest_id = $2"
FORGET = "delete from guests where merchant_id = $1 and id = $2"

VISITS = """(select count(*) from bookings b
              where b.merchant_id = g.merchant_id and b.guest_id = g.id
                and b.status_type = 'finished') as visits"""

FIND_TEXT = f"""
    select {COLUMNS}, {VISITS} {JOINED}
     where g.merchant_id = $1 and g.member_id is null
       and (g.email = $2 or g.search like all($3::text[]) and cardinality($3::text[]) > 0)
     order by (g.email = $2) desc nulls last, visits desc, g.created_at desc
     limit $4
"""

FIND_NUMBER = f"""
    select {COLUMNS}, {VISITS} {JOINED}
     where g.merchant_id = $1 and g.member_id is null
       and (g.phone = any($2::text[])
            or g.search like all($3::text[]) and cardinality($3::text[]) > 0)
     order by (g.phone = any($2::text[])) desc nulls last, visits desc, g.created_at desc
     limit $4
"""

OF_MEMBERS = f"""
    select g.member_id, g.id, g.vip, {VISITS}
      from guests g
     where g.merchant_id = $1 and g.member_id = any($2)
"""


AT_TABLES = """
    select id from bookings
     where merchant_id = $1 and guest_id = $2 and status_type = any($3) order by id
"""


class Known(NamedTuple):
    """What the diary knows of a member."""

    guest: GuestId
    vip: bool
    visits: int


async def read(reads: Reads, merchant: MerchantId, guest: GuestId) -> Guest | None:
    return _maybe(await reads.one_or_none(READ, merchant, guest))


async def lock(tx: Transaction, merchant: MerchantId, guest: GuestId) -> Guest | None:
    return _maybe(await tx.one_or_none(LOCK, merchant, guest))


async def of_member(reads: Reads, merchant: MerchantId, member: MemberId) -> Guest | None:
    return _maybe(await reads.one_or_none(OF_MEMBER, merchant, member))


async def by_contact(
    reads: Reads, merchant: MerchantId, *, phone: str | None, email: str | None
) -> Guest | None:
    """The guest who is no member with that number, else with that e-mail address."""
    return _maybe(await reads.one_or_none(BY_CONTACT, merchant, phone, email))


async def insert(tx: Transaction, merchant: MerchantId, guest: Guest, *, at: datetime) -> None:
    """Keep a new guest. Raises `UniqueRefused` where somebody else was first."""
    await tx.run(INSERT, merchant, guest.id, guest.member, *_own(guest), at)


async def belong(
    tx: Transaction, merchant: MerchantId, guest: GuestId, member: MemberId, *, at: datetime
) -> None:
    """A guest has become a member. Raises `UniqueRefused` where the member is a guest already."""
    await tx.run(BELONG, merchant, guest, member, at)


async def become(tx: Transaction, merchant: MerchantId, gone: GuestId, into: GuestId) -> None:
    """Give every booking of one guest to another, and forget the one."""
    await tx.run(BECOME, merchant, gone, into)
    await tx.run(FORGET, merchant, gone)


async def update(tx: Transaction, merchant: MerchantId, guest: Guest, *, at: datetime) -> None:
    """Write down what is known of a guest. Raises `UniqueRefused` for another one's contact."""
    month, day = guest.birthday or (None, None)
    rest = (guest.vip, list(guest.tags), guest.note, month, day, at)
    await tx.run(UPDATE, merchant, guest.id, *_own(guest), *rest)


async def find(
    reads: Reads, merchant: MerchantId, sought: Sought, *, limit: int
) -> Sequence[FoundGuest]:
    """Guests who are no members that were sought, the best fit first."""
    patterns = list(sought.patterns)
    if isinstance(sought, NumberSought):
        rows = await reads.all(FIND_NUMBER, merchant, list(sought.phones), patterns, limit)
    else:
        rows = await reads.all(FIND_TEXT, merchant, sought.email, patterns, limit)
    return [found_of(row) for row in rows]


async def of_members(
    reads: Reads, merchant: MerchantId, members: Collection[MemberId]
) -> Mapping[MemberId, Known]:
    """What the diary knows of members, of those who have ever booked."""
    rows = await reads.all(OF_MEMBERS, merchant, list(members))
    return {
        MemberId(row["member_id"]): Known(GuestId(row["id"]), row["vip"], row["visits"])
        for row in rows
    }


async def at_tables(reads: Reads, merchant: MerchantId, guest: GuestId) -> Sequence[BookingId]:
    """The bookings of a guest who sits at a table now."""
    rows = await reads.all(AT_TABLES, merchant, guest, types_of(Stage.AT_TABLE))
    return [BookingId(row["id"]) for row in rows]


def _own(guest: Guest) -> tuple[Any, ...]:
    """A guest's own name and contact, and what they are found by; a member's are the member's."""
    if guest.member is not None:
        return ("", "", None, None, "")
    contact = (guest.first_name, guest.last_name, guest.email, guest.phone)
    return (*contact, search_text(Details(*contact), ""))


def found_of(row: Row) -> FoundGuest:
    guest = _guest(row)
    return FoundGuest(
        guest=guest.id,
        member=guest.member,
        name=guest.name,
        email=guest.email,
        phone=guest.phone,
        vip=guest.vip,
        visits=row["visits"],
    )


def _maybe(row: Row | None) -> Guest | None:
    return None if row is None else _guest(row)


def _guest(row: Row) -> Guest:
    month, day, member = row["birth_month"], row["birth_day"], row["member_id"]
    return Guest(
        id=GuestId(row["id"]),
        member=None if member is None else MemberId(member),
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        phone=row["phone"],
        vip=row["vip"],
        tags=tuple(row["tags"]),
        note=row["note"],
        birthday=None if month is None or day is None else (month, day),
    )
