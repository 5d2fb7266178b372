"""The order in which rewards and offers are shown at the till."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from regulars.kernel.ids import MerchantId, OfferId, RewardId
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.programs.errors import NoSuchReward
from regulars.programs.facts import OfferSaved, RewardSaved
from regulars.programs.model import Offer, Reward
from regulars.programs.store import definitions as store

T = TypeVar("T", Reward, Offer)


async def move_reward(
    db: Database, merchant: MerchantId, reward: RewardId, *, by: int, at: datetime, actor: str
) -> None:
    """Show a reward `by` places later, or earlier below zero. Raises `NoSuchReward`."""

    async def work(tx: Transaction) -> None:
        moved, order = moved_by(await store.rewards(tx, merchant), reward, by)
        for one in order:
            await store.save_reward(tx, merchant, one, at=at)
        fact = RewardSaved(reward=str(reward), title=moved.title)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)


async def move_offer(
    db: Database, merchant: MerchantId, offer: OfferId, *, by: int, at: datetime, actor: str
) -> None:
    """Show an offer `by` places later, or earlier below zero. Raises `NoSuchReward`."""

    async def work(tx: Transaction) -> None:
        moved, order = moved_by(await store.offers(tx, merchant), offer, by)
        for one in order:
            await store.save_offer(tx, merchant, one, at=at)
        fact = OfferSaved(offer=str(offer), title=moved.title)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)


def moved_by(ordered: Sequence[T], wanted: RewardId | OfferId, by: int) -> tuple[T, Sequence[T]]:
    """The one that moves, and those whose position is another afterwards."""
    place = next((index for index, one in enumerate(ordered) if one.id == wanted), None)
    if place is None:
        raise NoSuchReward("There is no such reward or offer.")
    order = list(ordered)
    moved = order.pop(place)
    order.insert(max(0, place + by), moved)
    placed = [msgspec.structs.replace(one, position=index) for index, one in enumerate(order)]
    before = {one.id: one.position for one in ordered}
    return moved, [one for one in placed if one.position != before[one.id]]
