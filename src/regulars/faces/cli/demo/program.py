"""What the demo's merchant gives: the program, its rewards and its offers."""

from datetime import datetime

from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import MemberId, MerchantId, OfferId, RewardId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.conditions.model import Conditions, OneMember
from regulars.programs.define import save_offer, save_reward, set_program
from regulars.programs.earning.model import MonthsSince, one_for_each
from regulars.programs.benefits.model import AmountOff, PercentOff, PointsForMoney
from regulars.programs.model import Offer, Program, Reward
from regulars.vouchers.model import WalletScheme

ACTOR = "demo"


def dollars(amount: int | str) -> Money:
    return Money.of(amount, "AUD")


async def set_up_program(hub: Hub, merchant: MerchantId, *, at: datetime) -> list[Reward]:
    """One point for each dollar, good for a year, $5 in the wallet for every $50, and rewards."""
    program = Program(
        merchant=merchant,
        name="Harbour Regulars",
        points_label="Points",
        terms=one_for_each(dollars(1), expiry=MonthsSince(12)),
        intro_text="One point for every dollar.",
        wallet=WalletScheme(per=dollars(50), credit=dollars(5)),
    )
    await set_program(hub.db, program, at=at, actor=ACTOR)
    rewards = list_of_rewards(at)
    for reward in rewards:
        await save_reward(hub.db, merchant, reward, at=at, actor=ACTOR)
    return rewards


def list_of_rewards(at: datetime) -> list[Reward]:
    five_off = Reward(
        RewardId(uuid7(at)),
        "$5 off",
        AmountOff(dollars(5)),
        Points(100),
        terms="One on each bill.",
        position=0,
    )
    tenth_off = Reward(
        RewardId(uuid7(at)),
        "10 % off",
        PercentOff(1_000, dollars(15)),
        Points(150),
        terms="At most $15.",
        position=1,
    )
    as_money = Reward(
        RewardId(uuid7(at)),
        "Pay with points",
        PointsForMoney(dollars(5), Points(100)),
        Points(1_000),
        terms="100 points are $5.",
        action_label="Pay",
        position=2,
    )
    return [five_off, tenth_off, as_money]


async def make_offers(
    hub: Hub, merchant: MerchantId, birthday_child: MemberId, *, at: datetime
) -> None:
    """A welcome for everybody, once, and a birthday for one."""
    welcome = Offer(
        OfferId(uuid7(at)),
        "Welcome: $3 off",
        AmountOff(dollars(3)),
        terms="Once for each member.",
        conditions=Conditions(limit_per_member=1),
        position=0,
    )
    birthday = Offer(
        OfferId(uuid7(at)),
        "Happy birthday: 20 % off",
        PercentOff(2_000),
        terms="For you alone.",
        conditions=Conditions(audience=OneMember(birthday_child), limit_per_member=1),
        position=1,
    )
    for offer in (welcome, birthday):
        await save_offer(hub.db, merchant, offer, at=at, actor=ACTOR)
