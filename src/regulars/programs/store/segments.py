"""Segments, and who is in one, as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from regulars.kernel.ids import MemberId, MerchantId, SegmentId, TierId
from regulars.kernel.money import Money
from regulars.members.model import Birthday
from regulars.platform.conditions import Asked, values_of, written
from regulars.platform.db import Reads, Row, Transaction, UniqueRefused
from regulars.programs.errors import SegmentNameTaken
from regulars.programs.segments.model import Criteria, InIt, MemberFacts, Segment
from regulars.programs.segments.rules import ago, birthdays_in, counted_from

SEGMENTS = """
    select id, name, criteria
      from segments
     where merchant_id = $1 and ($2::uuid[] is null or id = any($2))
     order by lower(name)
"""

SAVE = """
    insert into segments (merchant_id, id, name, criteria, updated_at)
    values ($1, $2, $3, $4, $5)
    on conflict (merchant_id, id) do update
       set name = excluded.name, criteria = excluded.criteria, updated_at = excluded.updated_at
"""

DELETE = "delete from segments where merchant_id = $1 and id = $2 returning name"

USED_BY = """
    select title from offers
     where merchant_id = $1 and audience ->> 'segment' = $2::uuid::text
    union all
    select title from rewards
     where merchant_id = $1 and audience ->> 'segment' = $2::uuid::text
     limit 1
"""

# What sales come to is all in one index.
SUMS = """
    count(*) filter (where s.refunded_minor = 0 or s.refunded_minor < s.total_minor) as visits,
    coalesce(sum(s.total_minor - s.refunded_minor), 0)::bigint as spent_minor
"""

FACTS = f"""
    select w.since, m.birth_month, m.birth_day, m.birth_year, m.enrolled_at, m.last_seen_at,
           t.tier_id, c.currency, f.visits, f.spent_minor
      from members m
      join merchants c using (merchant_id)
      left join member_tiers t on (t.merchant_id, t.member_id) = (m.merchant_id, m.id)
     cross join unnest($3::timestamptz[]) as w(since)
     cross join lateral (
            select {SUMS}
              from sales s
             where s.merchant_id = m.merchant_id and s.member_id = m.id and s.status = 'complete'
               and s.completed_at >= coalesce(w.since, '-infinity')) f
     where m.merchant_id = $1 and m.id = $2
"""

# Each is left out where it is not asked for. The sales of all members are read in one go.
IN_IT = """
      from members m{joins}
     where m.merchant_id = $1 and m.merged_into is null{conditions}
"""
SALES = f"""
      left join (select s.member_id, {SUMS}
                   from sales s
                  where s.merchant_id = $1 and s.member_id is not null and s.status = 'complete'
                    and s.completed_at >= coalesce($2::timestamptz, '-infinity')
                  group by s.member_id) f on f.member_id = m.id"""

BORN_ON = """(m.birth_month, m.birth_day) in (
               select * from unnest({}::integer[], {}::integer[]))"""
HAS_TIER = """exists (
               select from member_tiers t
                where (t.merchant_id, t.member_id) = (m.merchant_id, m.id)
                  and t.tier_id = any({}::uuid[]))"""

LIST = """
    select m.id, m.code, trim(concat_ws(' ', m.first_name, m.last_name)) as name, m.picture_url,
           m.email, m.phone, m.enrolled_at, m.last_seen_at
    {in_it}
     order by m.enrolled_at desc, m.id desc
     limit {limit}
"""

TIME_ZONE = "select time_zone from merchants where merchant_id = $1"


class Window(NamedTuple):
    """What a member's sales from `since` on come to, with the member's facts."""

    since: datetime | None
    facts: MemberFacts


async def segments(
    reads: Reads, merchant: MerchantId, *, only: Collection[SegmentId] | None = None
) -> Sequence[Segment]:
    rows = await reads.all(SEGMENTS, merchant, None if only is None else list(only))
    return [_segment(row) for row in rows]


async def save(tx: Transaction, merchant: MerchantId, segment: Segment, *, at: datetime) -> None:
    criteria = msgspec.to_builtins(segment.criteria)
    try:
        await tx.run(SAVE, merchant, segment.id, segment.name, criteria, at)
    except UniqueRefused as refused:
        raise SegmentNameTaken("Another segment has this name.", field="name") from refused


async def used_by(reads: Reads, merchant: MerchantId, segment: SegmentId) -> str | None:
    """The title of a reward or offer that is for this segment, if there is one."""
    title: str | None = await reads.value(USED_BY, merchant, segment)
    return title


async def delete(tx: Transaction, merchant: MerchantId, segment: SegmentId) -> str | None:
    """The name of what was deleted; None for what is not there."""
    name: str | None = await tx.value(DELETE, merchant, segment)
    return name


async def facts(
    reads: Reads, merchant: MerchantId, member: MemberId, since: Collection[datetime | None]
) -> Sequence[Window]:
    """What is known of a member, once for each of the moments that their sales count from."""
    rows = await reads.all(FACTS, merchant, member, list(since))
    return [Window(row["since"], _facts(row)) for row in rows]


async def count(reads: Reads, merchant: MerchantId, criteria: Criteria, at: datetime) -> int:
    """How many members `criteria` holds for at `at`, in the merchant's own time."""
    in_it, arguments = _in_it(criteria, at)
    return int(await reads.value(f"select count(*){in_it}", merchant, *arguments))


async def members(
    reads: Reads,
    merchant: MerchantId,
    criteria: Criteria,
    at: datetime,
    *,
    before: tuple[datetime, MemberId] | None,
    limit: int,
) -> Sequence[InIt]:
    """Those members, who enrolled last first. `before` is the last one of the page before."""
    further = [("(m.enrolled_at, m.id) < ({}, {})", before)] if before else []
    in_it, arguments = _in_it(criteria, at, further)
    rows = await reads.all(LIST.format(in_it=in_it, limit=limit), merchant, *arguments)
    return [_in_it_as(row) for row in rows]


async def time_zone(reads: Reads, merchant: MerchantId) -> str:
    """Where a member's birthday is."""
    return str(await reads.value(TIME_ZONE, merchant))


def _in_it(criteria: Criteria, at: datetime, further: Asked = ()) -> tuple[str, Sequence[object]]:
    """Where the members are that `criteria` holds for, and the arguments behind the merchant."""
    asked = [*_asked(criteria, at), *further]
    if not _asks_of_sales(criteria):
        text = IN_IT.format(joins="", conditions=written(asked, first=2))
        return text, values_of(asked)
    text = IN_IT.format(joins=SALES, conditions=written(asked, first=3))
    return text, [counted_from(criteria, at), *values_of(asked)]


def _asks_of_sales(criteria: Criteria) -> bool:
    asked = (criteria.least_visits, criteria.most_visits, criteria.least_spent)
    return any(one is not None for one in asked)


def _asked(criteria: Criteria, at: datetime) -> Asked:
    """The same conditions as `belongs` has, for all members at once."""
    asked: list[tuple[str, Sequence[object]]] = []
    if criteria.not_seen_days is not None:
        last = "coalesce(m.last_seen_at, m.enrolled_at) < {}::timestamptz"
        asked.append((last, [ago(at, criteria.not_seen_days)]))
    if criteria.seen_days is not None:
        asked.append(("m.last_seen_at >= {}::timestamptz", [ago(at, criteria.seen_days)]))
    if criteria.joined_days is not None:
        asked.append(("m.enrolled_at >= {}::timestamptz", [ago(at, criteria.joined_days)]))
    if criteria.birthday is not None:
        days = birthdays_in(criteria.birthday, at)
        asked.append((BORN_ON, [[month for month, _ in days], [day for _, day in days]]))
    if criteria.tiers:
        asked.append((HAS_TIER, [list(criteria.tiers)]))
    if criteria.least_visits is not None:
        asked.append(("coalesce(f.visits, 0) >= {}::bigint", [criteria.least_visits]))
    if criteria.most_visits is not None:
        asked.append(("coalesce(f.visits, 0) <= {}::bigint", [criteria.most_visits]))
    if criteria.least_spent is not None:
        asked.append(("coalesce(f.spent_minor, 0) >= {}::bigint", [criteria.least_spent.minor]))
    return asked


def _segment(row: Row) -> Segment:
    criteria = msgspec.convert(row["criteria"], Criteria)
    return Segment(SegmentId(row["id"]), row["name"], criteria)


def _facts(row: Row) -> MemberFacts:
    birthday = None
    if row["birth_month"] is not None:
        birthday = Birthday(row["birth_month"], row["birth_day"], row["birth_year"])
    return MemberFacts(
        birthday=birthday,
        enrolled_at=row["enrolled_at"],
        last_seen_at=row["last_seen_at"],
        tier=None if row["tier_id"] is None else TierId(row["tier_id"]),
        visits=row["visits"],
        spent=Money(row["spent_minor"], row["currency"]),
    )


def _in_it_as(row: Row) -> InIt:
    return InIt(
        id=MemberId(row["id"]),
        code=row["code"],
        name=row["name"],
        picture_url=row["picture_url"],
        email=row["email"],
        phone=row["phone"],
        enrolled_at=row["enrolled_at"],
        last_seen_at=row["last_seen_at"],
    )
