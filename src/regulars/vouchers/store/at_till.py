"""All that a till's question needs, in one statement and one round trip."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from regulars.kernel.ids import MemberId, MerchantId, StoreId, VoucherId
from regulars.members.rules import calling_codes
from regulars.platform.db import Reads, Row
from regulars.vouchers.model import Voucher
from regulars.vouchers.store.vouchers import COLUMNS, JOINS, voucher_of

CIRCUMSTANCES = """
    coalesce(u.used, 0) as member_uses, coalesce(g.state <> 'paid', false) as unpaid
"""

ASKED = f"""
    select {COLUMNS}, {CIRCUMSTANCES}, s.time_zone
      from {{source}} {JOINS}
      join stores as s on (s.merchant_id, s.id) = (v.merchant_id, $3)
      left join voucher_members as u
        on (u.merchant_id, u.voucher_id, u.member_id)
           = (v.merchant_id, v.id, coalesce($4, v.member_id))
      left join gift_cards as g on (g.merchant_id, g.voucher_id) = (v.merchant_id, v.id)
"""

# The code of the wallet of somebody who was merged means the wallet of who they are now.
MEANT = """
    vouchers as named
      join vouchers as v
        on (v.merchant_id, v.id) = (named.merchant_id, coalesce(named.replaced_by, named.id))
"""

# Two codes and not a list: how long one is, the server does not know when it makes a plan to keep.
# It guesses too many, and makes a new plan each time instead.
BY_CODE = f"""
    {ASKED.format(source=MEANT)}
     where named.merchant_id = $1 and named.folded_code in ($2, $5)
     order by named.folded_code <> $2
     limit 1
"""

BY_ID = f"{ASKED.format(source='vouchers as v')} where v.merchant_id = $1 and v.id = $2"

MOST_VOUCHERS = 100
CALLING_CODES = msgspec.json.encode(calling_codes()).decode()

# The telephone numbers in the order in which they are tried. The code goes before all of them.
# What is past or empty is left out before it is judged, since a guest of many years has much of it.
COUNTER = f"""
    with place as (
        select s.merchant_id, s.id, s.time_zone, s.lists_public_vouchers, p.new_guest_voucher,
               '+' || ('{CALLING_CODES}'::jsonb ->> s.country) as prefix
          from stores as s
          left join programs as p on p.merchant_id = s.merchant_id
         where s.merchant_id = $1 and s.id = $2
    ),
    candidates as (
        select coalesce(m.merged_into, m.id) as id, 0 as rank
          from members as m
         where m.merchant_id = $1 and m.code = $3
         union all
        select coalesce(m.merged_into, m.id), phone.rank
          from place
         cross join unnest(array[$4, prefix || $5, prefix || $6]) with ordinality
               as phone (number, rank)
          join members as m on (m.merchant_id, m.phone) = ($1, phone.number)
    ),
    member as (
        select m.id, m.code, m.first_name, m.last_name, m.email, m.phone
          from candidates as c
          join members as m on (m.merchant_id, m.id) = ($1, c.id)
         group by m.merchant_id, m.id
        having not $7 or (bool_or(rank = 0) and bool_or(rank > 0))
         order by min(rank), m.enrolled_at, m.id
         limit 1
    ),
    shown as (
        select v.id
          from member as m
          join vouchers as v on (v.merchant_id, v.member_id) = ($1, m.id)
         union
        select v.id
          from place
          join vouchers as v on v.merchant_id = $1
         where place.lists_public_vouchers and v.public and v.active and v.member_id is null
         union
        select place.new_guest_voucher
          from place, member as m
         where place.new_guest_voucher is not null
           and (select true from sales
                 where sales.merchant_id = $1 and sales.member_id = m.id
                   and sales.status = 'complete'
                 limit 1) is null
    ),
    usable as (
        select {COLUMNS}, {CIRCUMSTANCES}
          from shown
          join vouchers as v on (v.merchant_id, v.id) = ($1, shown.id) {JOINS}
          left join voucher_members as u
            on (u.merchant_id, u.voucher_id, u.member_id)
               = ($1, v.id, (select id from member))
          left join gift_cards as g on (g.merchant_id, g.voucher_id) = ($1, v.id)
         where v.active and coalesce(v.starts_at <= $8, true) and coalesce(v.ends_at > $8, true)
           and coalesce(a.available > 0, true)
         order by v.source, v.created_at desc, v.id desc
         limit {MOST_VOUCHERS}
    )
    select place.time_zone, member.id as of_member, member.code as member_code,
           member.first_name, member.last_name, member.email, member.phone, usable.*
      from place
      left join member on true
      left join usable on true
     order by usable.source, usable.created_at desc, usable.id desc
"""


class AsAsked(msgspec.Struct, frozen=True):
    """A voucher, and what it is judged by: the store's time, its uses, a gift card's payment."""

    voucher: Voucher
    member_uses: int
    unpaid: bool


class AtStore(msgspec.Struct, frozen=True):
    """What was found in a store, with the zone of its time."""

    time_zone: ZoneInfo
    voucher: AsAsked


class MemberRow(msgspec.Struct, frozen=True):
    """A member as the counter shows one."""

    id: MemberId
    code: str
    first_name: str
    last_name: str
    email: str | None
    phone: str | None


class Found(msgspec.Struct, frozen=True):
    """Who was found, and the vouchers that may be usable."""

    time_zone: ZoneInfo
    member: MemberRow | None
    vouchers: Sequence[AsAsked]


async def by_code(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    codes: Sequence[str],
    member: MemberId | None,
) -> AtStore | None:
    """The voucher with the first of one or two folded `codes` that is there.

    None without one, and where there is no such store.
    """
    first, last = codes[0], codes[-1]
    return _at_store(await reads.one_or_none(BY_CODE, merchant, first, store, member, last))


async def by_id(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    voucher: VoucherId,
    member: MemberId | None,
) -> AtStore | None:
    """The voucher as it is in a store; None when there is no such store."""
    return _at_store(await reads.one_or_none(BY_ID, merchant, voucher, store, member))


async def counter(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    *,
    code: str | None,
    abroad: str | None,
    at_home: str | None,
    both: bool,
    at: datetime,
) -> Found | None:
    """Who has the code or the number, and their vouchers; None when there is no such store."""
    rows = await reads.all(
        COUNTER,
        merchant,
        store,
        code,
        abroad,
        at_home,
        _without_trunk_0(at_home),
        both,
        at,
    )
    if not rows:
        return None
    return Found(
        ZoneInfo(rows[0]["time_zone"]),
        _member(rows[0]),
        [_as_asked(row) for row in rows if row["id"] is not None],
    )


def _without_trunk_0(digits: str | None) -> str | None:
    """What is dialled within a country without what is dialled before it."""
    return digits[1:] if digits and digits.startswith("0") else None


def _at_store(row: Row | None) -> AtStore | None:
    return None if row is None else AtStore(ZoneInfo(row["time_zone"]), _as_asked(row))


def _as_asked(row: Row) -> AsAsked:
    return AsAsked(voucher_of(row), row["member_uses"], row["unpaid"])


def _member(row: Row) -> MemberRow | None:
    if row["of_member"] is None:
        return None
    return MemberRow(
        id=MemberId(row["of_member"]),
        code=row["member_code"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        phone=row["phone"],
    )
