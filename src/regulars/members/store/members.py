"""Members in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import AccountId, MemberId, MerchantId, StoreId
from regulars.members.errors import CardTaken, EmailTaken, PhoneTaken
from regulars.members.model import Birthday, Details, Member
from regulars.members.rules import backward_name, forward_name, search_text
from regulars.platform.db import Reads, Row, Transaction, UniqueRefused

COLUMNS = """
    id, account_id, code, first_name, last_name, email, phone, card_number, picture_url,
    birth_month, birth_day, birth_year, enrolled_at, enrolled_store, updated_at, last_seen_at,
    merged_into
"""

INSERT = f"""
    insert into members (
        merchant_id, id, account_id, code, first_name, last_name, email, phone, card_number,
        picture_url, birth_month, birth_day, birth_year, forward_name, backward_name, search_text,
        enrolled_store, enrolled_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)
    on conflict (merchant_id, code) do nothing
    returning {COLUMNS}
"""

UPDATE = f"""
    update members
       set first_name = $3, last_name = $4, email = $5, phone = $6, card_number = $7,
           picture_url = $8, birth_month = $9, birth_day = $10, birth_year = $11,
           forward_name = $12, backward_name = $13, search_text = $14, updated_at = $15
     where merchant_id = $1 and id = $2
    returning {COLUMNS}
"""

READ = f"select {COLUMNS} from members where merchant_id = $1 and id = $2"
LOCK = READ + " for update"
LOCK_BOTH = f"""
    select {COLUMNS} from members
     where merchant_id = $1 and id in ($2, $3)
     order by id
       for update
"""

# Whoever was merged into somebody who is merged now follows them, so that one look is enough.
MERGED = """
    update members set merged_into = $3, updated_at = $4
     where merchant_id = $1 and (id = $2 or merged_into = $2)
"""

# Contact that whoever was merged into a member has, and the member is to have: it moves.
MOVES = """
    update members
       set email = nullif(email, $3), phone = nullif(phone, $4),
           card_number = nullif(card_number, $5)
     where merchant_id = $1 and merged_into = $2
       and (email = $3 or phone = $4 or card_number = $5)
"""

MERGED_INTO = f"""
    select {COLUMNS} from members
     where merchant_id = $1 and merged_into = $2
     order by updated_at desc, id desc
"""

KEPT = """
    select coalesce(merged_into, id) from members where merchant_id = $1 and id = $2
"""
STAYS = KEPT + " for key share"

# Whoever was merged into another is found as that one.
BY_CODE = f"""
    select {COLUMNS} from members
     where merchant_id = $1 and id = (
           select coalesce(merged_into, id) from members where merchant_id = $1 and code = $2)
"""

BY_CONTACT = f"""
    select {COLUMNS} from members
     where merchant_id = $1 and id = (
           select coalesce(merged_into, id) from members
            where merchant_id = $1 and (email = $2 or phone = $3)
            order by (email = $2) desc nulls last
            limit 1)
"""

SEEN = """
    update members set last_seen_at = greatest(last_seen_at, $3)
     where merchant_id = $1 and id = $2
    returning merged_into
"""

COUNTRY = """
    select coalesce(s.country, m.country) as country,
           $2::integer is null or s.id is not null as known
      from merchants m
      left join stores s on s.merchant_id = m.merchant_id and s.id = $2
     where m.merchant_id = $1
"""

TAKEN: dict[str, tuple[type[Invalid], str, str]] = {
    "members_merchant_id_email_key": (EmailTaken, "e-mail address", "email"),
    "members_merchant_id_phone_key": (PhoneTaken, "telephone number", "phone"),
    "members_merchant_id_card_number_key": (CardTaken, "card", "card_number"),
}

COUNT = "select count(*) from members where merchant_id = $1 and merged_into is null"


async def insert(
    tx: Transaction,
    merchant: MerchantId,
    details: Details,
    *,
    member: MemberId,
    account: AccountId,
    code: str,
    store: StoreId | None,
    at: datetime,
) -> Member | None:
    """Keep a new member; None when another one has `code`. Raises for a field that is taken."""
    try:
        row = await tx.one_or_none(
            INSERT, merchant, member, account, code, *_kept(details, code), store, at
        )
    except UniqueRefused as refusal:
        raise _taken(refusal) from refusal
    return None if row is None else _member(row)


async def update(
    tx: Transaction, merchant: MerchantId, member: Member, details: Details, *, at: datetime
) -> Member:
    try:
        row = await tx.one(UPDATE, merchant, member.id, *_kept(details, member.code), at)
    except UniqueRefused as refusal:
        raise _taken(refusal) from refusal
    return _member(row)


async def read(reads: Reads, merchant: MerchantId, member: MemberId) -> Member | None:
    row = await reads.one_or_none(READ, merchant, member)
    return None if row is None else _member(row)


async def lock(tx: Transaction, merchant: MerchantId, member: MemberId) -> Member | None:
    row = await tx.one_or_none(LOCK, merchant, member)
    return None if row is None else _member(row)


async def lock_both(
    tx: Transaction, merchant: MerchantId, one: MemberId, other: MemberId
) -> dict[MemberId, Member]:
    """Wait for two members, in the order of their ids, and keep them."""
    return {
        member.id: member for member in map(_member, await tx.all(LOCK_BOTH, merchant, one, other))
    }


async def merged(
    tx: Transaction, merchant: MerchantId, gone: MemberId, into: MemberId, *, at: datetime
) -> None:
    """Write down that `gone`, and whoever was merged into them, is `into` from now on."""
    await tx.run(MERGED, merchant, gone, into, at)


async def moves(tx: Transaction, merchant: MerchantId, member: MemberId, details: Details) -> None:
    """Make room for a member's contact that somebody merged into them has been found by."""
    await tx.run(MOVES, merchant, member, details.email, details.phone, details.card_number)


async def merged_into(reads: Reads, merchant: MerchantId, member: MemberId) -> Sequence[Member]:
    """Who was merged into a member, the latest first."""
    return [_member(row) for row in await reads.all(MERGED_INTO, merchant, member)]


async def kept(reads: Reads, merchant: MerchantId, member: MemberId) -> MemberId | None:
    """Who a member is now; None when there is no such member."""
    found = await reads.value(KEPT, merchant, member)
    return None if found is None else MemberId(found)


async def stays(tx: Transaction, merchant: MerchantId, member: MemberId) -> MemberId | None:
    """The same; whoever that is, they are not merged until `tx` ends."""
    found = await tx.value(STAYS, merchant, member)
    if found is None or found == member:
        return None if found is None else member
    return await stays(tx, merchant, MemberId(found))


async def by_code(reads: Reads, merchant: MerchantId, code: str) -> Member | None:
    row = await reads.one_or_none(BY_CODE, merchant, code)
    return None if row is None else _member(row)


async def by_contact(
    reads: Reads, merchant: MerchantId, *, email: str | None, phone: str | None
) -> Member | None:
    row = await reads.one_or_none(BY_CONTACT, merchant, email, phone)
    return None if row is None else _member(row)


async def seen(
    tx: Transaction, merchant: MerchantId, member: MemberId, *, at: datetime
) -> MemberId | None:
    """Remember a moment, unless there was a later one; says into whom the member was merged."""
    found = await tx.value(SEEN, merchant, member, at)
    return None if found is None else MemberId(found)


async def country(reads: Reads, merchant: MerchantId, at_store: StoreId | None) -> str | None:
    """The store's country, without a store the merchant's; None for a store that is not there."""
    row = await reads.one(COUNTRY, merchant, at_store)
    return row["country"] if row["known"] else None


async def count(reads: Reads, merchant: MerchantId) -> int:
    return int(await reads.value(COUNT, merchant))


def _kept(details: Details, code: str) -> tuple[object, ...]:
    return (
        details.first_name,
        details.last_name,
        details.email,
        details.phone,
        details.card_number,
        details.picture_url,
        *_birthday_kept(details.birthday),
        forward_name(details),
        backward_name(details),
        search_text(details, code),
    )


def _birthday_kept(birthday: Birthday | None) -> tuple[int | None, int | None, int | None]:
    if birthday is None:
        return None, None, None
    return birthday.month, birthday.day, birthday.year


def _taken(refusal: UniqueRefused) -> Exception:
    """The refusal that says which field is taken; the database's own where it is none of ours."""
    if refusal.constraint_name not in TAKEN:
        return refusal
    kind, what, field = TAKEN[refusal.constraint_name]
    return kind(f"Another member has this {what}.", field=field)


def _birthday(row: Row) -> Birthday | None:
    if row["birth_month"] is None:
        return None
    return Birthday(row["birth_month"], row["birth_day"], row["birth_year"])


def _member(row: Row) -> Member:
    return Member(
        id=MemberId(row["id"]),
        account=AccountId(row["account_id"]),
        code=row["code"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        phone=row["phone"],
        card_number=row["card_number"],
        picture_url=row["picture_url"],
        birthday=_birthday(row),
        enrolled_at=row["enrolled_at"],
        enrolled_store=cast("StoreId | None", row["enrolled_store"]),
        updated_at=row["updated_at"],
        last_seen_at=row["last_seen_at"],
        merged_into=None if row["merged_into"] is None else MemberId(row["merged_into"]),
    )
