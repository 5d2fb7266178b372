"""Merchants who give points for birthdays, and whose birthday it is, as rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from regulars.kernel.ids import AccountId, MemberId, MerchantId
from regulars.platform.db import Reads, Transaction

# Who gives nothing is only told of the new day, so that no days are made up for later.
DUE = """
    select p.merchant_id, m.time_zone, p.birthdays_on,
           ($1::timestamptz at time zone m.time_zone)::date as today
      from programs p
      join merchants m using (merchant_id)
      join program_versions v using (merchant_id, version)
     where v.terms ->> 'birthday' is not null
        or p.birthdays_on is distinct from ($1::timestamptz at time zone m.time_zone)::date
     order by p.merchant_id
"""

DONE = """
    update programs set birthdays_on = $2
     where merchant_id = $1 and birthdays_on is distinct from $2
"""

# Whoever was merged into a member had the same birthday: it is paid once.
CELEBRATING = """
    select m.id, m.account_id
      from members m
     where m.merchant_id = $1 and m.merged_into is null and m.id > $2
       and (m.birth_month, m.birth_day) in (select * from unnest($3::integer[], $4::integer[]))
       and m.enrolled_at < $5
       and not exists (
               select from members x
                 join ledger_entries e on e.merchant_id = x.merchant_id
                  and e.natural_key = 'bonus:birthday:' || x.id || ':' || $6::integer
                where x.merchant_id = m.merchant_id and (x.id = m.id or x.merged_into = m.id))
     order by m.id
     limit $7
"""

NONE_YET = UUID(int=0)
"""Below the id of any member."""


class Due(NamedTuple):
    """A merchant, the last day whose birthdays were looked at, and the day it is there."""

    merchant: MerchantId
    time_zone: str
    done: date | None
    today: date


class Celebrating(NamedTuple):
    member: MemberId
    account: AccountId


async def due(reads: Reads, at: datetime) -> Sequence[Due]:
    rows = await reads.all(DUE, at)
    return [
        Due(MerchantId(row["merchant_id"]), row["time_zone"], row["birthdays_on"], row["today"])
        for row in rows
    ]


async def done(tx: Transaction, merchant: MerchantId, day: date) -> None:
    await tx.run(DONE, merchant, day)


async def celebrating(
    reads: Reads,
    merchant: MerchantId,
    birthdays: Sequence[tuple[int, int]],
    year: int,
    *,
    enrolled_before: datetime,
    after: MemberId | None,
    limit: int,
) -> Sequence[Celebrating]:
    """Members with one of those birthdays who got nothing for it in `year` yet, by their ids."""
    rows = await reads.all(
        CELEBRATING,
        merchant,
        after or NONE_YET,
        [month for month, _ in birthdays],
        [day for _, day in birthdays],
        enrolled_before,
        year,
        limit,
    )
    return [Celebrating(MemberId(row["id"]), AccountId(row["account_id"])) for row in rows]
