"""How often and for how much rewards and offers were used: counters that the database limits."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from regulars.kernel.ids import AccountId, MemberId, MerchantId, StoreId, TierId
from regulars.platform.db import CheckRefused, Reads, Transaction
from regulars.programs.benefits.rules import cost_of
from regulars.programs.conditions.model import Conditions
from regulars.programs.conditions.rules import Problem, refusal
from regulars.programs.model import Kind, Redemption
from regulars.programs.stacking import Stacking

# Who was merged redeems as who they are now.
AROUND = """
    select who.id as member_id, who.account_id, coalesce(s.time_zone, m.time_zone) as time_zone,
           t.tier_id, v.terms -> 'stacking' as stacking
      from members asked
      join members who on who.merchant_id = asked.merchant_id
                      and who.id = coalesce(asked.merged_into, asked.id)
      join merchants m on m.merchant_id = asked.merchant_id
      left join stores s on (s.merchant_id, s.id) = (m.merchant_id, $2)
      left join member_tiers t on (t.merchant_id, t.member_id) = (m.merchant_id, who.id)
      left join programs p on p.merchant_id = m.merchant_id
      left join program_versions v on (v.merchant_id, v.version) = (p.merchant_id, p.version)
     where asked.merchant_id = $1 and asked.id = $3
"""


class Counters(NamedTuple):
    """The statements that count the uses of what is defined in one table."""

    read: str
    use: str
    give_back: str
    spend_less: str


def counters(kind: Kind) -> Counters:
    table, uses, subject = f"{kind}s", f"{kind}_uses", f"{kind}_id"
    of_period = f"merchant_id = $1 and {subject} = $2 and member_id = $3 and since = $4"
    return Counters(
        read=f"select used from {uses} where {of_period}",
        use=f"""
            with counted as (
                update {table} set used = used + 1, spent_minor = spent_minor + $5
                 where merchant_id = $1 and id = $2
                returning limit_per_member
            )
            insert into {uses} as u (merchant_id, {subject}, member_id, since, used, most)
            select $1, $2, $3, $4, 1, limit_per_member from counted
            on conflict (merchant_id, {subject}, member_id, since) do update
               set used = u.used + 1, most = excluded.most
        """,
        give_back=f"""
            with counted as (
                update {table} set used = used - 1, spent_minor = spent_minor - $5
                 where merchant_id = $1 and id = $2
            )
            update {uses} set used = used - 1 where {of_period}
        """,
        spend_less=f"""
            update {table} set spent_minor = spent_minor - $3 where merchant_id = $1 and id = $2
        """,
    )


COUNTERS = {kind: counters(kind) for kind in (Kind.REWARD, Kind.OFFER)}


class Around(NamedTuple):
    """Who redeems, and what it is judged by besides the bill.

    The time zone is the store's; the stacking is the program's.
    """

    member: MemberId
    account: AccountId
    time_zone: str
    tier: TierId | None
    stacking: Stacking


async def around(
    reads: Reads, merchant: MerchantId, store: StoreId, member: MemberId
) -> Around | None:
    """None when there is no such member."""
    row = await reads.one_or_none(AROUND, merchant, store, member)
    if row is None:
        return None
    return Around(
        member=MemberId(row["member_id"]),
        account=AccountId(row["account_id"]),
        time_zone=row["time_zone"],
        tier=None if row["tier_id"] is None else TierId(row["tier_id"]),
        stacking=msgspec.convert(row["stacking"] or {}, Stacking),
    )


async def by_member(
    reads: Reads, merchant: MerchantId, kind: Kind, subject: UUID, member: MemberId, *, since: date
) -> int:
    """How often a member used something in the period that began on the day `since`."""
    return await reads.value(COUNTERS[kind].read, merchant, subject, member, since) or 0


async def use(
    tx: Transaction, merchant: MerchantId, used: Redemption, conditions: Conditions
) -> None:
    """Count a use in all, by the member and in money. Raises `UsedUp` when a limit is reached."""
    try:
        await tx.run(
            COUNTERS[used.kind].use,
            merchant,
            used.reward or used.offer,
            used.member,
            used.since,
            cost_of(used.what, used.discount).minor,
        )
    except CheckRefused as refused:
        problem = _reached(refused.constraint_name or "")
        raise refusal(problem, used.title, conditions) from refused


async def give_back(tx: Transaction, merchant: MerchantId, used: Redemption) -> None:
    """Count one use less, where it was counted: what it was used for did not come about."""
    if used.kind in COUNTERS:
        spent = used.discount if used.carried is None else used.carried
        await tx.run(
            COUNTERS[used.kind].give_back,
            merchant,
            used.reward or used.offer,
            used.member,
            used.since,
            cost_of(used.what, spent).minor,
        )


async def spend_less(tx: Transaction, merchant: MerchantId, used: Redemption, by: int) -> None:
    """Give `by` minor units back to the budget: the bill took less than was set aside."""
    if by and used.kind in COUNTERS:
        subject = used.reward or used.offer
        await tx.run(COUNTERS[used.kind].spend_less, merchant, subject, by)


def _reached(constraint: str) -> Problem:
    """Which limit it is that the database kept to."""
    if "budget" in constraint:
        return Problem.BUDGET_SPENT
    return Problem.MEMBER_USED_UP if "_uses_" in constraint else Problem.USED_UP
