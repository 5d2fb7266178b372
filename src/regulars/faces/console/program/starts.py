"""Programs to start from: what each is, with an example in words, and what it is made of."""

from dataclasses import dataclass
from datetime import datetime

from regulars.faces.console.speech import Speech
from regulars.kernel.ids import RewardId, RuleId, TierId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.benefits.model import AmountOff, Benefit, ByHand, FreeProduct
from regulars.programs.earning.model import EarningRule, Extra, PerAmount, PerItem, PerVisit
from regulars.programs.goods.model import Goods, Selection
from regulars.programs.model import Reward
from regulars.programs.tiers.model import Tier, TierScheme
from regulars.vouchers.model import Hours

DOUBLE = 10_000
MONDAY_TO_THURSDAY = 0b0001111
FOUR_HOURS = 240


@dataclass(frozen=True, slots=True)
class Start:
    """A program to begin with. `words` are its example, `label` what its points are called."""

    key: str
    title: str
    words: str
    picture: str
    label: str
    rules: tuple[EarningRule, ...]
    reward: Reward
    tiers: TierScheme | None = None


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What starts are made with. `coffee` is the tills' category of it, where they have one."""

    currency: str
    speech: Speech
    at: datetime
    coffee: Goods | None

    def money(self, amount: int) -> Money:
        return Money.of(amount, self.currency)

    def said(self, amount: int) -> str:
        return self.speech.whole_money(amount, self.currency)

    def rule_id(self) -> RuleId:
        return RuleId(uuid7(self.at))

    def reward(self, title: str, benefit: Benefit, points: int) -> Reward:
        return Reward(RewardId(uuid7(self.at)), title, benefit, Points(points))

    def amount_off(self, amount: int, points: int) -> Reward:
        return self.reward(f"{self.said(amount)} off", AmountOff(self.money(amount)), points)

    def by_amount(self) -> EarningRule:
        """A point for every unit of money."""
        gives = PerAmount(Points(1), self.money(1))
        return EarningRule(id=self.rule_id(), name="Every bill", gives=gives)


def starts(kitchen: Kitchen) -> list[Start]:
    """All of them, the plainest first."""
    return [
        by_amount(kitchen),
        stamp_card(kitchen),
        with_tiers(kitchen),
        happy_hour(kitchen),
        by_visit(kitchen),
    ]


def by_amount(kitchen: Kitchen) -> Start:
    return Start(
        key="amount",
        title=f"A point for every {kitchen.said(1)}",
        words=f"A bill of {kitchen.said(38)} is 38 points. 100 points are {kitchen.said(5)} off.",
        picture="coins",
        label="Points",
        rules=(kitchen.by_amount(),),
        reward=kitchen.amount_off(5, 100),
    )


def stamp_card(kitchen: Kitchen) -> Start:
    """By the coffee where the till says what that is, else by the visit."""
    coffee = kitchen.coffee
    goods = Selection(categories=(coffee.id,)) if coffee else Selection()
    what = coffee.name.lower() if coffee else "visit"
    rule = EarningRule(
        id=kitchen.rule_id(),
        name=f"A stamp for each {what}",
        gives=PerItem(Points(1)) if coffee else PerVisit(Points(1)),
        goods=goods,
    )
    free = FreeProduct(goods) if coffee else ByHand("A coffee of their choice")
    return Start(
        key="stamps",
        title="Stamp card",
        words=f"A stamp for each {what}. Ten stamps are a coffee on the house.",
        picture="coffee",
        label="Stamps",
        rules=(rule,),
        reward=kitchen.reward("A coffee on the house", free, 10),
    )


def with_tiers(kitchen: Kitchen) -> Start:
    silver = Tier(TierId(uuid7(kitchen.at)), "Silver", 500, 2_500)
    gold = Tier(TierId(uuid7(kitchen.at)), "Gold", 1_500, 5_000)
    return Start(
        key="tiers",
        title="Points and tiers",
        words=(
            f"A point for every {kitchen.said(1)}. With 500 in a year a guest is Silver and earns "
            "a quarter more, with 1,500 Gold and earns half as much again."
        ),
        picture="crown",
        label="Points",
        rules=(kitchen.by_amount(),),
        reward=kitchen.amount_off(5, 100),
        tiers=TierScheme((silver, gold)),
    )


def happy_hour(kitchen: Kitchen) -> Start:
    quiet = Hours(MONDAY_TO_THURSDAY, 14 * 60, 17 * 60)
    double = EarningRule(
        id=kitchen.rule_id(), name="Double in quiet hours", gives=Extra(DOUBLE), hours=quiet
    )
    return Start(
        key="happy_hour",
        title="Double in quiet hours",
        words=(
            f"A bill of {kitchen.said(38)} is 38 points, and 76 from Monday to Thursday between "
            "two and five."
        ),
        picture="clock",
        label="Points",
        rules=(kitchen.by_amount(), double),
        reward=kitchen.amount_off(5, 100),
    )


def by_visit(kitchen: Kitchen) -> Start:
    rule = EarningRule(
        id=kitchen.rule_id(), name="Every visit", gives=PerVisit(Points(10), FOUR_HOURS)
    )
    return Start(
        key="visits",
        title="Points for visits",
        words=(
            "Ten points for each visit, whatever it costs, once in four hours. "
            f"100 points are {kitchen.said(10)} off."
        ),
        picture="footprints",
        label="Points",
        rules=(rule,),
        reward=kitchen.amount_off(10, 100),
    )
