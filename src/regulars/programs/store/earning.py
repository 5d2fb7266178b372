"""What sales were worked out from and by, in versions, and what stands of rules with limits."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from regulars.kernel.ids import MemberId, MerchantId, RuleId, SaleId, TierId
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.earning.model import Basket, Explanation, Standing, Worked
from regulars.programs.earning.stored import terms_from

T = TypeVar("T")

# The rule of all zeros stands for all rules together.
STANDING = """
    select (select t.tier_id from member_tiers t
             where t.merchant_id = $1 and t.member_id = $2) as tier,
           exists (select from sales s
                    where s.merchant_id = $1 and s.member_id = $2 and s.id <> $3
                      and s.status = 'complete') as visited_before,
           (select json_object_agg(e.rule_id, e.points)
              from (select rule_id, sum(points) as points
                      from earned_by_rule
                     where merchant_id = $1 and member_id = $2 and sale_id <> $3 and day = $4
                     group by rule_id) as e)::text as today,
           (select json_object_agg(e.rule_id, e.at)
              from (select distinct on (rule_id) rule_id, at
                      from earned_by_rule
                     where merchant_id = $1 and member_id = $2 and sale_id <> $3
                       and rule_id = any($5)
                       and at between $6::timestamptz - $7::interval and $6 + $7
                     order by rule_id, greatest(at - $6, $6 - at)) as e)::text as last_given,
           before.member_id, before.standing
      from (select) as one
      left join lateral (
            select v.member_id, v.standing::text as standing
              from sale_versions v
              join sales s on (s.merchant_id, s.id) = (v.merchant_id, v.sale_id)
             where v.merchant_id = $1 and v.sale_id = $3 and s.status = 'complete'
             order by v.version desc
             limit 1) as before on true
"""

KEEP = """
    with gone as (
        delete from earned_by_rule
         where merchant_id = $1 and sale_id = $2 and rule_id <> all($11::uuid[])
    ), counted as (
        insert into earned_by_rule (merchant_id, sale_id, rule_id, member_id, day, at, points)
        select $1, $2, part.rule_id, $4, $9, $10, part.points
          from unnest($11, $12::bigint[]) as part (rule_id, points)
        on conflict (merchant_id, sale_id, rule_id) do update
           set member_id = excluded.member_id, day = excluded.day, at = excluded.at,
               points = excluded.points
    )
    insert into sale_versions (merchant_id, sale_id, version, member_id, program_version, basket,
                               standing, worked, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $13)
"""

COUNT = """
    with gone as (
        delete from earned_by_rule
         where merchant_id = $1 and sale_id = $2 and rule_id <> all($3::uuid[])
    )
    update earned_by_rule as e
       set points = part.points
      from unnest($3, $4::bigint[]) as part (rule_id, points)
     where e.merchant_id = $1 and e.sale_id = $2 and e.rule_id = part.rule_id
"""

FORGET = "delete from earned_by_rule where merchant_id = $1 and sale_id = $2"

KEPT = """
    select v.version, v.member_id, v.program_version, v.basket::text as basket,
           v.standing::text as standing, v.worked::text as worked, v.at, p.terms::text as terms
      from sale_versions v
      left join program_versions p
        on (p.merchant_id, p.version) = (v.merchant_id, v.program_version)
     where v.merchant_id = $1 and v.sale_id = $2 and v.version <= $3
     order by v.version desc
     limit 1
"""

ALL_RULES = RuleId(UUID(int=0))


class Before(NamedTuple):
    """For whom a sale was worked out last, and what was known of them."""

    member: MemberId | None
    standing: Standing


async def standing(
    reads: Reads,
    merchant: MerchantId,
    member: MemberId,
    sale: SaleId,
    *,
    at: datetime,
    cooling: Sequence[RuleId],
    longest: timedelta,
) -> tuple[Standing, Before | None]:
    """What is known of `member` but for `sale`, and what was when it was worked out last.

    Of a sale that was taken back meanwhile, what was known holds no longer. `at` is when the bill
    was finished, in the store's own time. Of the rules that are `cooling`, only what they gave at
    most `longest` before or after it is looked at.
    """
    row = await reads.one(STANDING, merchant, member, sale, at.date(), list(cooling), at, longest)
    return _standing(row), _before(row)


async def keep(
    tx: Transaction,
    merchant: MerchantId,
    sale: SaleId,
    kept: Explanation,
    counts: Mapping[RuleId, Points],
) -> None:
    """Keep a version of a sale, and what stands of the rules whose points are counted."""
    basket = kept.basket
    await tx.run(
        KEEP,
        merchant,
        sale,
        kept.version,
        kept.member,
        kept.program_version,
        basket,
        kept.standing,
        kept.worked,
        basket.at.date(),
        basket.at,
        list(counts),
        list(counts.values()),
        kept.at,
    )


async def count(
    tx: Transaction, merchant: MerchantId, sale: SaleId, counts: Mapping[RuleId, Points]
) -> None:
    """Less stands of the rules whose points are counted; of those that are not named, nothing."""
    await tx.run(COUNT, merchant, sale, list(counts), list(counts.values()))


async def forget(tx: Transaction, merchant: MerchantId, sale: SaleId) -> None:
    """Nothing stands of a sale any more."""
    await tx.run(FORGET, merchant, sale)


async def kept(
    reads: Reads, merchant: MerchantId, sale: SaleId, version: int
) -> Explanation | None:
    """The newest that is kept of a sale, up to `version`."""
    row = await reads.one_or_none(KEPT, merchant, sale, version)
    if row is None:
        return None
    return Explanation(
        version=row["version"],
        member=_member(row),
        program_version=row["program_version"],
        terms=None if row["terms"] is None else terms_from(row["terms"]),
        basket=msgspec.json.decode(row["basket"], type=Basket),
        standing=msgspec.json.decode(row["standing"], type=Standing),
        worked=msgspec.json.decode(row["worked"], type=Worked),
        at=row["at"],
    )


def _standing(row: Row) -> Standing:
    today = _by_rule(row["today"], dict[RuleId, Points])
    in_all = today.pop(ALL_RULES, Points(0))
    return Standing(
        tier=None if row["tier"] is None else TierId(row["tier"]),
        visited_before=row["visited_before"],
        last_given=_by_rule(row["last_given"], dict[RuleId, datetime]),
        today=today,
        today_in_all=in_all,
    )


def _before(row: Row) -> Before | None:
    if row["standing"] is None:
        return None
    return Before(_member(row), msgspec.json.decode(row["standing"], type=Standing))


def _by_rule(text: str | None, kind: type[dict[RuleId, T]]) -> dict[RuleId, T]:
    return {} if text is None else msgspec.json.decode(text, type=kind)


def _member(row: Row) -> MemberId | None:
    return None if row["member_id"] is None else MemberId(row["member_id"])
