"""What one member has in a program becomes another's, as rows."""

from regulars.kernel.ids import MemberId, MerchantId
from regulars.platform.db import Transaction

# Before anything else is locked, in the order of docs/algorithms/locking.md.
LOCK = """
    select id from redemptions
     where merchant_id = $1 and member_id = $2
     order by id
       for update
"""

# Two cards may have had the same reward on one bill: each stays what it was.
REDEMPTIONS = """
    update redemptions
       set member_id = $3, redeemed_by = coalesce(redeemed_by, member_id)
     where merchant_id = $1 and member_id = $2
"""

# Each may have used up a limit: what stands is kept, and is no use less for the two together.
USES = """
    with gone as (
        delete from {uses} where merchant_id = $1 and member_id = $2
        returning {subject}, since, used, most
    )
    insert into {uses} as known (merchant_id, {subject}, member_id, since, used, most)
    select $1, {subject}, $3, since, used, most from gone
        on conflict (merchant_id, {subject}, member_id, since) do update
       set used = known.used + excluded.used,
           most = greatest(known.most, known.used + excluded.used)
"""
OFFER_USES = USES.format(uses="offer_uses", subject="offer_id")
REWARD_USES = USES.format(uses="reward_uses", subject="reward_id")

# What was for one member alone. Lookups see that the catalogue is another now.
FOR_ONE = """
    with changed as (
        update {what}
           set audience = jsonb_set(audience, '{{member}}', to_jsonb($3::uuid))
         where merchant_id = $1 and audience ->> 'kind' = 'member'
           and (audience ->> 'member')::uuid = $2
        returning id
    )
    update programs set catalogue = catalogue + 1
     where merchant_id = $1 and exists (select from changed)
"""
OFFERS, REWARDS = FOR_ONE.format(what="offers"), FOR_ONE.format(what="rewards")

EARNED = "update earned_by_rule set member_id = $3 where merchant_id = $1 and member_id = $2"

# Whoever was in a tier alone brings it along; of two tiers the next look decides.
TIER = """
    with gone as (
        delete from member_tiers where merchant_id = $1 and member_id = $2
        returning tier_id, since, until
    )
    insert into member_tiers (merchant_id, member_id, tier_id, since, until)
    select $1, $3, tier_id, since, until from gone
        on conflict do nothing
"""


async def lock(tx: Transaction, merchant: MerchantId, member: MemberId) -> None:
    """Wait for all that a member ever redeemed, and keep it."""
    await tx.run(LOCK, merchant, member)


async def bring_along(
    tx: Transaction, merchant: MerchantId, gone: MemberId, into: MemberId
) -> None:
    """Redemptions, uses and their limits, offers for one alone, days and visits, and the tier."""
    for statement in (REDEMPTIONS, OFFER_USES, REWARD_USES, OFFERS, REWARDS, EARNED, TIER):
        await tx.run(statement, merchant, gone, into)
