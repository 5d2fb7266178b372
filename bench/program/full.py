"""A program as large as a venue might make it, beside one with a single rule, reward and offer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from bench.venue import Facts, aud
from regulars.kernel.ids import ConnectionId, OfferId, RewardId, RuleId, uuid7
from regulars.kernel.points import Points
from regulars.platform.db import Database
from regulars.programs.benefits.model import (
    AmountOff,
    ByHand,
    FreeProduct,
    GoodsPercentOff,
    PercentOff,
    PointsForMoney,
)
from regulars.programs.conditions.model import Conditions, Period
from regulars.programs.define import (
    change_terms,
    list_offers,
    list_rewards,
    save_offer,
    save_reward,
)
from regulars.programs.earning.model import (
    EarningRule,
    Extra,
    FirstVisit,
    Gives,
    PerAmount,
    PerItem,
    PerVisit,
)
from regulars.programs.goods.model import Selection, category_id, goods_id
from regulars.programs.model import Offer, Reward
from regulars.vouchers.model import Hours

ACTOR = "bench"
REWARDS, OFFERS = 50, 20
COFFEE, MAINS = "9001", "303"
TUESDAY, WEEKEND = 0b0000010, 0b1100000
USUAL_REWARDS, USUAL_OFFERS = 6, 3
"""So many are there before, and are what the other rows of the bench ask for."""

T = TypeVar("T", Reward, Offer)


class Size(msgspec.Struct, frozen=True):
    """How many rules, rewards and offers hold."""

    rules: int
    rewards: int
    offers: int


PLAIN = Size(1, 1, 1)
FULL = Size(10, REWARDS, OFFERS)
USUAL = Size(1, USUAL_REWARDS, USUAL_OFFERS)


async def make(db: Database, facts: Facts) -> None:
    """Add rewards and offers until there are as many as the full program has."""
    at = datetime.now(UTC)
    for place in range(len(await list_rewards(db, facts.merchant)), REWARDS):
        reward = a_reward(place, facts.connection, at)
        await save_reward(db, facts.merchant, reward, at=at, actor=ACTOR)
    for place in range(len(await list_offers(db, facts.merchant)), OFFERS):
        await save_offer(db, facts.merchant, an_offer(place, at), at=at, actor=ACTOR)


async def have(db: Database, facts: Facts, size: Size) -> None:
    """Have as much of the program hold as `size` says, and no more."""
    at, merchant = datetime.now(UTC), facts.merchant
    for reward in switched(await list_rewards(db, merchant), size.rewards):
        await save_reward(db, merchant, reward, at=at, actor=ACTOR)
    for offer in switched(await list_offers(db, merchant), size.offers):
        await save_offer(db, merchant, offer, at=at, actor=ACTOR)
    rules = ten_rules(facts.connection, at)[: size.rules]
    await change_terms(
        db,
        merchant,
        lambda terms: msgspec.structs.replace(terms, rules=rules),
        based_on=None,
        at=at,
        actor=ACTOR,
    )


def switched(there: Sequence[T], count: int) -> list[T]:
    """Those that have to be switched on or off so that the first `count` are on."""
    wanted = [msgspec.structs.replace(one, active=at < count) for at, one in enumerate(there)]
    return [after for before, after in zip(there, wanted, strict=True) if before != after]


def a_reward(place: int, connection: ConnectionId, at: datetime) -> Reward:
    """One of each kind in turn, some of them under conditions."""
    coffee = Selection(products=(goods_id(connection, COFFEE),))
    benefits = (
        AmountOff(aud(str(3 + place))),
        PercentOff(500 + 50 * place, aud("40")),
        FreeProduct(coffee),
        GoodsPercentOff(coffee, 5_000),
        PointsForMoney(aud("5"), Points(100)),
        ByHand("A badge from the jar"),
    )
    conditions = (
        Conditions(),
        Conditions(minimum=aud("10")),
        Conditions(limit_per_member=1_000, per=Period.MONTH),
        Conditions(hours=Hours(127, 0, 1439)),
    )
    return Reward(
        RewardId(uuid7(at)),
        f"Reward {place}",
        benefits[place % len(benefits)],
        Points(100 + 20 * place),
        conditions=conditions[place % len(conditions)],
        position=place,
    )


def an_offer(place: int, at: datetime) -> Offer:
    conditions = (
        Conditions(),
        Conditions(limit_per_member=1_000),
        Conditions(budget=aud("1000000")),
        Conditions(hours=Hours(WEEKEND)),
    )
    return Offer(
        OfferId(uuid7(at)),
        f"Offer {place}",
        AmountOff(aud("2")),
        conditions=conditions[place % len(conditions)],
        position=place,
    )


def ten_rules(connection: ConnectionId, at: datetime) -> tuple[EarningRule, ...]:
    """The first one is what a plain program has; each of the others looks at something else."""
    coffee = Selection(products=(goods_id(connection, COFFEE),))
    mains = Selection(categories=(category_id(connection, MAINS),))

    def rule(name: str, gives: Gives, **more: Any) -> EarningRule:
        return EarningRule(id=RuleId(uuid7(at)), name=name, gives=gives, **more)

    return (
        rule("A point for every dollar", PerAmount(Points(1), aud("1"))),
        rule("Visits", PerVisit(Points(5), cooldown_minutes=120)),
        rule("Coffees", PerItem(Points(2)), goods=coffee),
        rule("Mains", PerAmount(Points(1), aud("2")), goods=mains),
        rule("Large bills", PerAmount(Points(1), aud("5")), minimum=aud("60")),
        rule("First visit", FirstVisit(Points(10))),
        rule("Tuesdays", Extra(10_000), hours=Hours(TUESDAY)),
        rule("Happy hour", Extra(5_000), hours=Hours(127, 16 * 60, 18 * 60)),
        rule("Weekend", Extra(2_500), hours=Hours(WEEKEND)),
        rule("Every day a little", PerVisit(Points(1)), most_a_day=Points(1)),
    )
