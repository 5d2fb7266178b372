"""The merchant sets the tiers."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from regulars.kernel.ids import MerchantId, TierId
from regulars.platform.db import Database
from regulars.programs.conditions.model import OfTiers
from regulars.programs.define import change_terms, list_offers, list_rewards
from regulars.programs.earning.model import Terms
from regulars.programs.errors import TierInUse
from regulars.programs.model import Offer, Program, Reward
from regulars.programs.tiers.model import TierScheme

Named = tuple[str, Iterable[TierId]]
"""What something is called, and the tiers that it is for."""


async def set_tiers(
    db: Database,
    merchant: MerchantId,
    scheme: TierScheme | None,
    *,
    based_on: int | None,
    at: datetime,
    actor: str,
) -> Program:
    """Have these tiers from now on, or none; all members are brought to theirs within a minute.

    Raises `BadTiers`, `TierInUse` for a tier that something which is on still names, and what
    `change_terms` does.
    """
    rewards, offers = await list_rewards(db, merchant), await list_offers(db, merchant)
    given: list[Reward | Offer] = [*rewards, *offers]
    named = [
        (one.title, one.conditions.audience.tiers)
        for one in given
        if one.active and isinstance(one.conditions.audience, OfTiers)
    ]

    def change(terms: Terms) -> Terms:
        rules = [(rule.name, rule.tiers) for rule in terms.rules if rule.active]
        _refuse_used([*named, *rules], terms.tiers, scheme)
        return msgspec.structs.replace(terms, tiers=scheme)

    return await change_terms(db, merchant, change, based_on=based_on, at=at, actor=actor)


def _refuse_used(
    named: Iterable[Named], before: TierScheme | None, after: TierScheme | None
) -> None:
    stay = {tier.id for tier in (after.tiers if after else ())}
    go = {tier.id: tier.name for tier in (before.tiers if before else ()) if tier.id not in stay}
    for title, tiers in named:
        for tier in tiers:
            if tier in go:
                raise TierInUse(f"“{title}” is for {go[tier]}. Change that first.")
