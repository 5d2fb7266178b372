"""What members' sales come to, and the tiers that members have, as rows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from regulars.kernel.ids import MemberId, MerchantId, TierId
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.tiers.model import Figures, Membership

HELD = """
    select m.id, t.tier_id, t.since, t.until, c.time_zone
      from members m
      join merchants c using (merchant_id)
      left join member_tiers t on (t.merchant_id, t.member_id) = (m.merchant_id, m.id)
     where m.merchant_id = $1 and m.id = $2
"""

# Two sales of one member at once: the second one counts the first one as well.
LOCK = HELD + " for no key update of m"

# All that it reads is in one index.
SUMS = """
    select coalesce(sum(s.points_earned), 0)::bigint as points,
           coalesce(sum(s.total_minor - s.refunded_minor), 0)::bigint as spent_minor,
           count(*) filter (where s.refunded_minor = 0 or s.refunded_minor < s.total_minor)
               as visits
      from sales s
     where s.merchant_id = $1 and s.member_id = {member} and s.status = 'complete'
       and s.completed_at >= coalesce({since}, '-infinity')
"""

FIGURES = SUMS.format(member="$2", since="$3::timestamptz")

PAGE = f"""
    select m.id, t.tier_id, t.since, t.until, f.points, f.spent_minor, f.visits
      from (select {{id}} as id from {{table}}
             where merchant_id = $1 and {{id}} > $2
             order by {{id}}
             limit $4) m
      left join member_tiers t on t.merchant_id = $1 and t.member_id = m.id
      left join lateral ({SUMS.format(member="m.id", since="$3::timestamptz")}) f on true
     order by m.id
"""

EVERYBODY = PAGE.format(id="id", table="members")
HOLDERS = PAGE.format(id="member_id", table="member_tiers")

NONE_YET = UUID(int=0)
"""Below the id of any member."""

SAVE = """
    insert into member_tiers (merchant_id, member_id, tier_id, since, until)
    values ($1, $2, $3, $4, $5)
    on conflict (merchant_id, member_id) do update
       set tier_id = excluded.tier_id, since = excluded.since, until = excluded.until
"""

DROP = "delete from member_tiers where merchant_id = $1 and member_id = $2"

OF_MEMBERS = """
    select member_id, tier_id
      from member_tiers
     where merchant_id = $1 and member_id = any($2::uuid[])
"""

HOW_MANY = """
    select tier_id, count(*) as members
      from member_tiers
     where merchant_id = $1
     group by tier_id
"""

TIME_ZONE = "select time_zone from merchants where merchant_id = $1"

DUE = """
    select p.merchant_id, m.time_zone, p.version
      from programs p
      join merchants m using (merchant_id)
     where p.tiers_on is distinct from ($1::timestamptz at time zone m.time_zone)::date
        or p.tiers_version <> p.version
     order by p.merchant_id
"""

DONE = "update programs set tiers_on = $2, tiers_version = $3 where merchant_id = $1"


class Counted(NamedTuple):
    """A member with the tier that they have and what their sales come to."""

    member: MemberId
    held: Membership | None
    figures: Figures


class Due(NamedTuple):
    """A merchant whose members' tiers have not been looked at on this day, or by these rules."""

    merchant: MerchantId
    time_zone: str
    version: int


async def held(reads: Reads, merchant: MerchantId, member: MemberId) -> Membership | None:
    row = await reads.one_or_none(HELD, merchant, member)
    return None if row is None else _membership(row)


async def lock(
    tx: Transaction, merchant: MerchantId, member: MemberId
) -> tuple[Membership | None, str]:
    """The tier of a member whose figures nobody else looks at until `tx` ends.

    With the time zone that its months, years and days of grace are in.
    """
    row = await tx.one(LOCK, merchant, member)
    return _membership(row), row["time_zone"]


async def figures(
    reads: Reads, merchant: MerchantId, member: MemberId, since: datetime | None
) -> Figures:
    """What the member's sales from `since` on come to; all of them without one."""
    return _figures(await reads.one(FIGURES, merchant, member, since))


async def page(
    reads: Reads,
    merchant: MerchantId,
    since: datetime | None,
    *,
    holders: bool,
    after: MemberId | None,
    limit: int,
) -> Sequence[Counted]:
    """So many members after that one, by their ids; of `holders` only those who have a tier."""
    rows = await reads.all(
        HOLDERS if holders else EVERYBODY, merchant, after or NONE_YET, since, limit
    )
    return [Counted(MemberId(row["id"]), _membership(row), _figures(row)) for row in rows]


async def save(tx: Transaction, merchant: MerchantId, membership: Membership) -> None:
    """Write the tier that a member has from now on, in place of the one before."""
    await tx.run(
        SAVE,
        merchant,
        membership.member,
        membership.tier,
        membership.since,
        membership.until,
    )


async def drop(tx: Transaction, merchant: MerchantId, member: MemberId) -> None:
    await tx.run(DROP, merchant, member)


async def of_members(
    reads: Reads, merchant: MerchantId, members: Collection[MemberId]
) -> Mapping[MemberId, TierId]:
    rows = await reads.all(OF_MEMBERS, merchant, list(members))
    return {MemberId(row["member_id"]): TierId(row["tier_id"]) for row in rows}


async def how_many(reads: Reads, merchant: MerchantId) -> Mapping[TierId, int]:
    rows = await reads.all(HOW_MANY, merchant)
    return {TierId(row["tier_id"]): row["members"] for row in rows}


async def time_zone(reads: Reads, merchant: MerchantId) -> str:
    """Where months, years and days of grace are."""
    return str(await reads.value(TIME_ZONE, merchant))


async def due(reads: Reads, at: datetime) -> Sequence[Due]:
    rows = await reads.all(DUE, at)
    return [Due(MerchantId(row["merchant_id"]), row["time_zone"], row["version"]) for row in rows]


async def done(tx: Transaction, merchant: MerchantId, day: date, version: int) -> None:
    await tx.run(DONE, merchant, day, version)


def _membership(row: Row) -> Membership | None:
    if row["tier_id"] is None:
        return None
    return Membership(MemberId(row["id"]), TierId(row["tier_id"]), row["since"], row["until"])


def _figures(row: Row) -> Figures:
    return Figures(row["points"], row["spent_minor"], row["visits"])
