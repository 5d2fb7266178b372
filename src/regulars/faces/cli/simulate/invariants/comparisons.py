"""Figures that are kept, against the same counted from the rows that they stand for."""

from dataclasses import dataclass

from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.world import World


@dataclass(frozen=True, slots=True)
class Comparison:
    """`sql` answers whose figure is off, what it is and what it should be. $1 is the merchant."""

    promise: str
    sql: str


async def compare_all(world: World, _: Kiosk) -> list[str]:
    wrong = []
    for comparison in COMPARISONS:
        rows = await world.db.all(comparison.sql, world.merchant)
        wrong += [
            f"{comparison.promise}: {row['whose']} is {row['found']}, not {row['expected']}."
            for row in rows
        ]
    return wrong


# What a redemption costs the merchant: what comes off the bill, or into the wallet.
COST = """
    case r.what ->> 'kind' when 'wallet_credit' then (r.what #>> '{value,minor}')::bigint
                           else coalesce(r.carried_minor, r.discount_minor) end
"""


def limits(kind: str) -> tuple[Comparison, ...]:
    """What holds for rewards and offers alike, counted from the redemptions that stand."""
    standing = f"""
        from {kind}s as o
        left join redemptions as r
          on (r.merchant_id, r.{kind}_id) = (o.merchant_id, o.id)
         and r.state in ('asked', 'applied', 'settled')
       where o.merchant_id = $1
    """
    return (
        Comparison(
            f"The {kind} is used as often as it stands on bills",
            f"""
            select o.title as whose, o.used as found, count(r.id) as expected
            {standing}
             group by o.id, o.title, o.used
            having o.used <> count(r.id)
            """,
        ),
        Comparison(
            f"The {kind} is used no more often than it may be",
            f"""
            select o.title as whose, count(r.id) as found, o.limit_total as expected
            {standing}
             group by o.id, o.title, o.limit_total
            having count(r.id) > o.limit_total
            """,
        ),
        Comparison(
            f"A member uses the {kind} no more often than they may",
            f"""
            select o.title as whose, count(r.id) as found, o.limit_per_member as expected
            {standing}
               and not exists (select from members as m
                                where m.merchant_id = $1 and m.merged_into = r.member_id)
             group by o.id, o.title, o.limit_per_member, r.member_id, r.since
            having count(r.id) > o.limit_per_member
            """,
        ),
        Comparison(
            f"The {kind}'s uses by members are those that stand",
            f"""
            with counted as (
                select o.id, o.title, r.member_id, r.since, count(*) as used
                {standing} and r.id is not null
                 group by o.id, o.title, r.member_id, r.since
            )
            select coalesce(c.title, 'something') as whose, coalesce(u.used, 0) as found,
                   coalesce(c.used, 0) as expected
              from counted as c
              full join (select * from {kind}_uses where merchant_id = $1) as u
                on (u.{kind}_id, u.member_id, u.since) = (c.id, c.member_id, c.since)
             where coalesce(u.used, 0) <> coalesce(c.used, 0)
            """,
        ),
        Comparison(
            f"The {kind}'s budget has been spent by what stands",
            f"""
            select o.title as whose, o.spent_minor as found, coalesce(sum({COST}), 0) as expected
            {standing}
             group by o.id, o.title, o.spent_minor
            having o.spent_minor <> coalesce(sum({COST}), 0)
            """,
        ),
        Comparison(
            f"The {kind}'s budget is not passed",
            f"""
            select title as whose, spent_minor as found, budget_minor as expected
              from {kind}s
             where merchant_id = $1 and spent_minor > budget_minor
            """,
        ),
    )


# Every account of points that is a member's now: also those of members who were found to be them.
OWNERS = """
    recursive owners as (
        select id, id as account_of, account_id from members
         where merchant_id = $1 and merged_into is null
        union all
        select o.id, m.id, m.account_id
          from members as m join owners as o on m.merged_into = o.account_of
         where m.merchant_id = $1
    )
"""

COMPARISONS = (
    Comparison(
        "Every redemption ends",
        """
        select title || ' on order ' || order_number as whose, state as found, 'over' as expected
          from redemptions
         where merchant_id = $1 and state in ('asked', 'applied')
        """,
    ),
    Comparison(
        "Every hold ends",
        """
        select 'the hold ' || id as whose, amount - settled - released as found, 0 as expected
          from ledger_holds
         where merchant_id = $1 and closed_at is null
        """,
    ),
    Comparison(
        "No voucher stays set aside",
        """
        select 'a use on order ' || order_ref as whose, state as found, 'over' as expected
          from voucher_uses
         where merchant_id = $1 and state = 'held'
        """,
    ),
    Comparison(
        "A hold is settled for what the order carried, and only then",
        """
        select r.title || ' on order ' || r.order_number as whose,
               h.settled - h.given_back as found, 'nothing' as expected
          from redemptions as r
          join ledger_holds as h on (h.merchant_id, h.id) = (r.merchant_id, r.hold_id)
         where r.merchant_id = $1 and r.state in ('released', 'refused')
           and h.settled - h.given_back <> 0
        """,
    ),
    *limits("reward"),
    *limits("offer"),
    Comparison(
        "A voucher is used no more often than it may be",
        """
        select v.description as whose, count(*) as found, v.limit_total as expected
          from vouchers as v
          join voucher_uses as u
            on (u.merchant_id, u.voucher_id) = (v.merchant_id, v.id) and u.counted
         where v.merchant_id = $1
         group by v.id, v.description, v.limit_total
        having count(*) > v.limit_total
        """,
    ),
    Comparison(
        "No more goes back than was paid",
        """
        select 'the sale ' || order_ref as whose, refunded_minor as found, total_minor as expected
          from sales
         where merchant_id = $1 and refunded_minor > greatest(total_minor, 0)
        """,
    ),
    Comparison(
        "What was refunded is what its refunds add up to",
        """
        select 'the sale ' || s.order_ref as whose, s.refunded_minor as found,
               coalesce(sum(r.amount_minor), 0) as expected
          from sales as s
          left join sale_refunds as r on (r.merchant_id, r.sale_id) = (s.merchant_id, s.id)
         where s.merchant_id = $1 and s.channel <> 'till'
         group by s.id, s.order_ref, s.refunded_minor
        having s.refunded_minor <> coalesce(sum(r.amount_minor), 0)
        """,
    ),
    Comparison(
        "What a sale earned is what was posted for it",
        f"""
        with {OWNERS}
        select 'the sale ' || s.order_ref as whose, s.points_earned as found,
               coalesce(sum(e.available - e.owed), 0) as expected
          from sales as s
          join owners as o on o.id = s.member_id
          left join ledger_entries as e
            on e.merchant_id = s.merchant_id and e.account_id = o.account_id
           and e.kind in ('earn', 'take_back') and e.reason ->> 'sale' = s.id::text
         where s.merchant_id = $1
         group by s.id, s.order_ref, s.points_earned
        having s.points_earned <> coalesce(sum(e.available - e.owed), 0)
        """,
    ),
    Comparison(
        "Who is not a sale's member any more has nothing of it but what was spent",
        f"""
        with {OWNERS}
        select 'the sale ' || s.order_ref as whose,
               sum(e.available - e.owed - e.short) as found, 0 as expected
          from sales as s
          join ledger_entries as e
            on e.merchant_id = s.merchant_id
           and e.kind in ('earn', 'take_back') and e.reason ->> 'sale' = s.id::text
          join owners as o on o.account_id = e.account_id
         where s.merchant_id = $1 and o.id is distinct from s.member_id
         group by s.id, s.order_ref, o.id
        having sum(e.available - e.owed - e.short) <> 0
        """,
    ),
    Comparison(
        "A bonus is given once",
        """
        select reason ->> 'what' as whose, count(*) as found, 1 as expected
          from ledger_entries
         where merchant_id = $1 and reason ->> 'kind' = 'granted'
         group by account_id, reason ->> 'what', extract(year from at)
        having count(*) > 1
        """,
    ),
    Comparison(
        "Two parties never have one table at once",
        """
        select 'a table' as whose, lower(a.during) || ' and ' || lower(b.during) as found,
               'one party' as expected
          from booking_tables as a
          join booking_tables as b
            on (b.merchant_id, b.table_id) = (a.merchant_id, a.table_id)
           and b.booking_id > a.booking_id and a.during && b.during
         where a.merchant_id = $1 and a.holds and b.holds
        """,
    ),
    Comparison(
        "A party has one order",
        """
        select 'booking ' || booking_id as whose, count(*) as found, 1 as expected
          from tickets
         where merchant_id = $1 and state in ('asked', 'waiting', 'open', 'completed')
         group by booking_id
        having count(*) > 1
        """,
    ),
    Comparison(
        "The order of a party that paid is its sale",
        """
        select 'order ' || t.order_ref as whose, count(s.id) as found, 1 as expected
          from tickets as t
          left join sales as s
            on (s.merchant_id, s.connection_id, s.order_ref)
             = (t.merchant_id, t.connection_id, t.order_ref)
           and s.booking_id = t.booking_id
         where t.merchant_id = $1 and t.state = 'completed'
         group by t.id, t.order_ref
        having count(s.id) <> 1
        """,
    ),
    Comparison(
        "Whatever a till told us was worked on",
        """
        select 'a delivery of ' || topic as whose, 'waiting' as found, 'done' as expected
          from inbox
         where merchant_id = $1 and handled_at is null
        """,
    ),
    Comparison(
        "No job fails for good",
        """
        select entrypoint as whose, status::text as found, 'done' as expected
          from pgqueuer
         where $1::uuid is not null and status <> 'queued'
        """,
    ),
)
