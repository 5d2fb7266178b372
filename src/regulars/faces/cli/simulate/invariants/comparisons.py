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
    Comparison(
        "An offer is used as often as it stands on bills",
        """
        select o.title as whose, o.used as found, count(r.id) as expected
          from offers as o
          left join redemptions as r
            on (r.merchant_id, r.offer_id) = (o.merchant_id, o.id)
           and r.state in ('asked', 'applied', 'settled')
         where o.merchant_id = $1
         group by o.id, o.title, o.used
        having o.used <> count(r.id)
        """,
    ),
    Comparison(
        "An offer is used no more often than it may be",
        """
        select o.title as whose, count(*) as found, o.limit_total as expected
          from offers as o
          join redemptions as r
            on (r.merchant_id, r.offer_id) = (o.merchant_id, o.id)
           and r.state in ('asked', 'applied', 'settled')
         where o.merchant_id = $1
         group by o.id, o.title, o.limit_total
        having count(*) > o.limit_total
        """,
    ),
    Comparison(
        "A member uses an offer no more often than they may",
        """
        select o.title as whose, count(*) as found, o.limit_per_member as expected
          from offers as o
          join redemptions as r
            on (r.merchant_id, r.offer_id) = (o.merchant_id, o.id)
           and r.state in ('asked', 'applied', 'settled')
         where o.merchant_id = $1
         group by o.id, o.title, o.limit_per_member, r.member_id, r.since
        having count(*) > o.limit_per_member
        """,
    ),
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
        """
        select 'the sale ' || s.order_ref as whose, s.points_earned as found,
               coalesce(sum(e.available - e.owed), 0) as expected
          from sales as s
          join members as m on (m.merchant_id, m.id) = (s.merchant_id, s.member_id)
          left join ledger_entries as e
            on e.merchant_id = s.merchant_id and e.account_id = m.account_id
           and e.kind in ('earn', 'take_back') and e.reason ->> 'sale' = s.id::text
         where s.merchant_id = $1
         group by s.id, s.order_ref, s.points_earned
        having s.points_earned <> coalesce(sum(e.available - e.owed), 0)
        """,
    ),
    Comparison(
        "Who is not a sale's member any more has nothing of it but what was spent",
        """
        select 'the sale ' || s.order_ref as whose,
               sum(e.available - e.owed - e.short) as found, 0 as expected
          from sales as s
          join ledger_entries as e
            on e.merchant_id = s.merchant_id
           and e.kind in ('earn', 'take_back') and e.reason ->> 'sale' = s.id::text
          join members as theirs on (theirs.merchant_id, theirs.account_id)
                                  = (e.merchant_id, e.account_id)
         where s.merchant_id = $1 and theirs.id is distinct from s.member_id
         group by s.id, s.order_ref, e.account_id
        having sum(e.available - e.owed - e.short) <> 0
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
