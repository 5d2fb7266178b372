"""What is known of a member when a bill of theirs is worked out."""

from datetime import datetime, timedelta

import msgspec

from regulars.kernel.ids import AccountId, MemberId, MerchantId, SaleId
from regulars.ledger.lock import lock
from regulars.platform.db import Transaction
from regulars.programs.earning.model import Basket, FirstVisit, PerVisit, Standing, Terms
from regulars.programs.store import earning as store


async def standing_for(
    tx: Transaction,
    merchant: MerchantId,
    sale: SaleId,
    member: MemberId,
    account: AccountId,
    terms: Terms,
    basket: Basket,
    *,
    at: datetime,
) -> Standing:
    """What `terms` have to know of `member` for the bill of `sale`. A step.

    The account is locked before anything is read, so that two bills at one time do not each find
    room under one limit. A sale that was worked out for the same member before keeps what was known
    then; only what the day brought otherwise is read anew. One that was taken back in between does
    not: another may have been the first visit since.
    """
    if not asks(terms):
        return Standing()
    await lock(tx, merchant, account, at=at)
    now, before = await store.standing(
        tx,
        merchant,
        member,
        sale,
        at=basket.at,
        cooling=[rule.id for rule in terms.rules if isinstance(rule.gives, PerVisit)],
        longest=longest_cooldown(terms),
    )
    if before is None or before.member != member:
        return now
    return msgspec.structs.replace(before.standing, today=now.today, today_in_all=now.today_in_all)


def asks(terms: Terms) -> bool:
    """Whether what a bill earns depends on anything but the bill."""
    if terms.tiers is not None or terms.most_a_day is not None:
        return True
    return any(
        rule.most_a_day is not None
        or rule.tiers
        or isinstance(rule.gives, FirstVisit)
        or (isinstance(rule.gives, PerVisit) and rule.gives.cooldown_minutes)
        for rule in terms.rules
    )


def longest_cooldown(terms: Terms) -> timedelta:
    minutes = [
        rule.gives.cooldown_minutes for rule in terms.rules if isinstance(rule.gives, PerVisit)
    ]
    return timedelta(minutes=max(minutes, default=0))
