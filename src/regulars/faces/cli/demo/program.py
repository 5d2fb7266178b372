"""What the demo's merchant gives: rules, tiers, segments, rewards and offers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from regulars.faces.cli.demo.till import Category
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import (
    ConnectionId,
    MerchantId,
    OfferId,
    RewardId,
    RuleId,
    SegmentId,
    TierId,
    uuid7,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.benefits.model import (
    AmountOff,
    Benefit,
    ByHand,
    FreeProduct,
    GoodsPercentOff,
    PercentOff,
    PointsForMoney,
    WalletCredit,
)
from regulars.programs.conditions.model import (
    Conditions,
    InSegment,
    OfTiers,
    Period,
)
from regulars.programs.define import save_offer, save_reward, set_program
from regulars.programs.earning.model import (
    EarningRule,
    Extra,
    FirstVisit,
    MonthsSince,
    PerAmount,
    PerItem,
    Terms,
    WhenSpent,
)
from regulars.programs.goods.model import Selection, category_id, goods_id
from regulars.programs.model import AtTillWords, Offer, Program, Reward
from regulars.programs.segments.define import save_segment
from regulars.programs.segments.model import BirthdayIn, Criteria, Segment
from regulars.programs.tiers.model import Tier, TierScheme
from regulars.vouchers.model import Hours, WalletScheme

ACTOR = "demo"
COFFEE, MAINS, SWEETS = "Coffee", "Mains", "Desserts"
FLAT_WHITE = "Flat white"
MONDAY, TUESDAY_TO_THURSDAY = 0b0000001, 0b0001110


def dollars(amount: int | str) -> Money:
    return Money.of(amount, "AUD")


class Goods:
    """What the demo's till sells, by the names on its menu."""

    def __init__(self, connection: ConnectionId, menu: Sequence[Category]) -> None:
        self._connection = connection
        self._menu = menu

    def category(self, name: str) -> Selection:
        [found] = [one.id for one in self._menu if one.name == name]
        return Selection(categories=(category_id(self._connection, str(found)),))

    def product(self, name: str) -> Selection:
        [found] = [one.id for each in self._menu for one in each.products if one.name == name]
        return Selection(products=(goods_id(self._connection, str(found)),))


async def set_up_program(
    hub: Hub, merchant: MerchantId, goods: Goods, *, at: datetime
) -> list[Reward]:
    """Points for what is spent and more at quiet hours, three tiers, and rewards.

    Besides, $5 come into the wallet for every $50. Answers the rewards that months of visits are
    played with.
    """
    tiers = tiers_of(at)
    program = Program(
        merchant=merchant,
        name="Harbour Regulars",
        points_label="Points",
        terms=Terms(
            rules=rules_of(goods, at),
            expiry=MonthsSince(12),
            sign_up=Points(10),
            birthday=Points(50),
            most_a_day=Points(600),
            when_spent=WhenSpent.DEBT,
            tiers=tiers,
        ),
        intro_text="One point for every dollar.",
        wallet=WalletScheme(per=dollars(50), credit=dollars(5)),
        at_till=AtTillWords(next_reward=True, last_visit=True),
    )
    await set_program(hub.db, program, at=at, actor=ACTOR)
    rewards = list_of_rewards(goods, tiers.tiers[-1].id, at)
    for reward in rewards:
        await save_reward(hub.db, merchant, reward, at=at, actor=ACTOR)
    return [one for one in rewards if isinstance(one.benefit, AmountOff | PercentOff)]


def rules_of(goods: Goods, at: datetime) -> tuple[EarningRule, ...]:
    def rule(name: str, gives: Any, **more: Any) -> EarningRule:
        return EarningRule(id=RuleId(uuid7(at)), name=name, gives=gives, **more)

    quiet = Hours(TUESDAY_TO_THURSDAY, 14 * 60, 17 * 60)
    return (
        rule("A point for every dollar", PerAmount(Points(1), dollars(1))),
        rule("Coffees", PerItem(Points(2)), goods=goods.category(COFFEE)),
        rule("First visit", FirstVisit(Points(20))),
        rule("Quiet afternoons", Extra(10_000), hours=quiet),
    )


def tiers_of(at: datetime) -> TierScheme:
    return TierScheme(
        (
            Tier(TierId(uuid7(at)), "Silver", 400, extra=1_000, colour="info"),
            Tier(TierId(uuid7(at)), "Gold", 1_000, extra=2_500, colour="wait"),
        )
    )


def list_of_rewards(goods: Goods, gold: TierId, at: datetime) -> list[Reward]:
    given: tuple[tuple[str, Benefit, int, dict[str, Any]], ...] = (
        (
            "Free flat white",
            FreeProduct(goods.product(FLAT_WHITE)),
            60,
            {"terms": "Ring it up first."},
        ),
        ("$5 off", AmountOff(dollars(5)), 100, {"terms": "One on each bill."}),
        ("10 % off", PercentOff(1_000, dollars(15)), 150, {"terms": "At most $15."}),
        (
            "Pay with points",
            PointsForMoney(dollars(5), Points(100)),
            1_000,
            {"terms": "100 points are $5.", "action_label": "Pay"},
        ),
        ("$10 into the wallet", WalletCredit(dollars(10)), 180, {"action_label": "Credit"}),
        (
            "A bag of house beans",
            ByHand("250 g of house beans, from the shelf behind the counter."),
            240,
            {"conditions": Conditions(limit_total=40)},
        ),
        (
            "Dessert at half price",
            GoodsPercentOff(goods.category(SWEETS), 5_000, items=1),
            80,
            {"terms": "For Gold.", "conditions": Conditions(audience=OfTiers((gold,)))},
        ),
    )
    return [
        Reward(RewardId(uuid7(at)), title, benefit, Points(points), position=place, **more)
        for place, (title, benefit, points, more) in enumerate(given)
    ]


async def make_offers(hub: Hub, merchant: MerchantId, goods: Goods, *, at: datetime) -> None:
    """A welcome once for everybody, a quiet day within a budget, and two for a segment."""
    away = Segment(SegmentId(uuid7(at)), "Not seen for 60 days", Criteria(not_seen_days=60))
    born = Segment(SegmentId(uuid7(at)), "Birthday this month", Criteria(birthday=BirthdayIn.MONTH))
    often = Segment(
        SegmentId(uuid7(at)), "Weekly regulars", Criteria(least_visits=8, within_days=60)
    )
    for segment in (away, born, often):
        await save_segment(hub.db, merchant, segment, at=at, actor=ACTOR)
    given: tuple[tuple[str, Any, str, Conditions], ...] = (
        (
            "Welcome: $3 off",
            AmountOff(dollars(3)),
            "Once for each member.",
            Conditions(limit_per_member=1),
        ),
        (
            "Mains on Mondays: 15 % off",
            GoodsPercentOff(goods.category(MAINS), 1_500),
            "On Mondays, while the budget lasts.",
            Conditions(hours=Hours(MONDAY), budget=dollars(500)),
        ),
        (
            "Happy birthday: 20 % off",
            PercentOff(2_000, dollars(40)),
            "Once, in the month of your birthday.",
            Conditions(audience=InSegment(born.id), limit_per_member=1, per=Period.YEAR),
        ),
        (
            "We miss you: $8 off",
            AmountOff(dollars(8)),
            "On bills of $25 or more.",
            Conditions(audience=InSegment(away.id), minimum=dollars(25), limit_per_member=1),
        ),
    )
    for place, (title, benefit, terms, conditions) in enumerate(given):
        offer = Offer(OfferId(uuid7(at)), title, benefit, conditions, terms=terms, position=place)
        await save_offer(hub.db, merchant, offer, at=at, actor=ACTOR)
