"""What a member has at a till right now."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId, SegmentId
from regulars.platform.db import Database
from regulars.programs.catalogue import Catalogue, Catalogues
from regulars.programs.conditions.model import Used
from regulars.programs.conditions.rules import Who, began, problem_of
from regulars.programs.model import AtTill, MemberAtTill, Offer, Reward, Usable
from regulars.programs.rules import next_reward, usable_reward
from regulars.programs.segments.read import segments_of
from regulars.programs.store import at_till
from regulars.programs.store.at_till import Seen


async def rewards_for(
    db: Database,
    catalogues: Catalogues,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    site_id: str,
    member: MemberId,
    at: datetime,
) -> AtTill | None:
    """The connection, the member and what can be used now; one round trip for the usual merchant.

    None when the connection does not exist; the member is None when the merchant has no such one.
    Two more round trips where something is for a segment.
    """
    seen = await at_till.look_up(db, merchant, connection, site_id=site_id, member=member, at=at)
    if seen is None or seen.at_till.member is None or seen.at_till.store is None:
        return None if seen is None else seen.at_till
    catalogue = await catalogues.of(db, merchant, seen.catalogue)
    person = seen.at_till.member
    segments = await segments_of(db, merchant, person.id, catalogue.segments, at=at)
    return shown(seen, person, catalogue, segments, at=at)


def shown(
    seen: Seen,
    member: MemberAtTill,
    catalogue: Catalogue,
    segments: Collection[SegmentId],
    *,
    at: datetime,
) -> AtTill:
    """The answer with only what can be used now, and what is reached next."""
    who = Who(member.id, seen.tier, segments)
    rewards = [one for one in catalogue.rewards if can_be_used(one, seen, who, at=at)]
    usable = [
        Usable(one, points)
        for one in rewards
        if (points := usable_reward(one, member.available)) is not None
    ]
    return msgspec.structs.replace(
        seen.at_till,
        rewards=usable,
        offers=[one for one in catalogue.offers if can_be_used(one, seen, who, at=at)],
        tier=next((one.name for one in catalogue.tiers if one.id == seen.tier), ""),
        next_reward=next_reward(rewards, member.available),
    )


def can_be_used(subject: Reward | Offer, seen: Seen, who: Who, *, at: datetime) -> bool:
    """Whether the conditions are met, as far as they can be judged without a bill."""
    conditions = subject.conditions
    store, local = seen.at_till.store, at.astimezone(seen.at_till.time_zone)
    assert store is not None, "nothing is shown at a till without a store"
    in_all, money = seen.totals.get(subject.id, (0, 0))
    by_member = seen.uses.get((subject.id, began(conditions.per, local)), 0)
    used = Used(in_all, by_member, money)
    return problem_of(conditions, who, used, store=store, at=local) is None
