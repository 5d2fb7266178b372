"""What guests get for points, for nothing, and by vouchers: generous, so that much is redeemed."""

from datetime import timedelta
from random import Random

from regulars.faces.cli.simulate.goods import COFFEE, MAINS, category, product
from regulars.faces.cli.simulate.world import World
from regulars.kernel.ids import OfferId, RewardId, uuid7
from regulars.kernel.points import Points
from regulars.programs.benefits.model import (
    AmountOff,
    Benefit,
    ByHand,
    FreeProduct,
    GoodsAmountOff,
    GoodsPercentOff,
    OfferBenefit,
    PercentOff,
    PointsForMoney,
    WalletCredit,
)
from regulars.programs.conditions.model import ALWAYS, Conditions, Period
from regulars.programs.model import Offer, Reward
from regulars.vouchers.model import AmountOff as VoucherAmount
from regulars.vouchers.model import NewVoucher, ShareOff, Terms, UseType

FLAT_WHITE = "9001"


def rewards(world: World, draw: Random) -> list[Reward]:
    made: list[tuple[str, Benefit, int]] = [
        ("$5 off", AmountOff(world.money(500)), draw.choice((10, 25))),
        ("10 % off", PercentOff(1_000, world.money(1500)), draw.choice((15, 40))),
        ("Pay with points", PointsForMoney(world.money(100), Points(10)), 500),
        ("A coffee", FreeProduct(category(world, COFFEE)), 15),
        ("Flat white for less", GoodsAmountOff(product(world, FLAT_WHITE), world.money(150)), 5),
        ("Mains at half price", GoodsPercentOff(category(world, MAINS), 5_000, items=2), 30),
        ("$2 for the wallet", WalletCredit(world.money(200)), 12),
        ("A cake", ByHand("A slice of cake"), 20),
    ]
    chosen = draw.sample(list(enumerate(made)), draw.randint(3, 5))
    return [
        Reward(
            RewardId(uuid7(world.clock())),
            title,
            benefit,
            Points(points),
            conditions=conditions(world, draw) if draw.random() < 0.4 else ALWAYS,
            position=number,
        )
        for number, (title, benefit, points) in chosen
    ]


def offers(world: World, draw: Random) -> list[Offer]:
    made: list[tuple[str, OfferBenefit]] = [
        ("Welcome: $3 off", AmountOff(world.money(300))),
        ("First come: 20 % off", PercentOff(2_000)),
        ("Coffee on us", FreeProduct(category(world, COFFEE))),
        ("$1 for the wallet", WalletCredit(world.money(100))),
    ]
    chosen = sorted(draw.sample(range(len(made)), 2))
    return [
        Offer(
            OfferId(uuid7(world.clock())),
            *made[number],
            conditions=conditions(world, draw),
            position=number,
        )
        for number in chosen
    ]


def conditions(world: World, draw: Random) -> Conditions:
    """Limits that are soon reached, of one kind or several."""
    few = draw.random() < 0.5
    return Conditions(
        limit_per_member=draw.randint(1, 2) if few or draw.random() < 0.3 else None,
        per=draw.choice((Period.EVER, Period.DAY, Period.WEEK)),
        limit_total=draw.randint(1, 3) if draw.random() < 0.5 else None,
        budget=world.money(draw.randint(300, 2000)) if draw.random() < 0.4 else None,
        minimum=world.money(1000) if draw.random() < 0.2 else None,
        alone=draw.random() < 0.15,
    )


def vouchers(world: World, draw: Random) -> list[NewVoucher]:
    """One of each kind, some of them scarce."""
    nothing, soon = world.money(0), world.watch.now + timedelta(days=draw.randint(1, 30))
    stored = Terms(minimum=nothing, description="Gift card", public=draw.random() < 0.5)
    scarce = Terms(
        minimum=world.money(draw.choice((0, 1000))),
        description="Two dollars",
        public=True,
        limit_total=draw.randint(1, 4),
        limit_per_member=draw.choice((None, 1)),
    )
    share = Terms(minimum=nothing, description="A tenth", public=True, ends_at=soon)
    once = Terms(minimum=nothing, description="A fifth, once", public=True)
    value = VoucherAmount(world.money(draw.choice((1500, 4000))))
    two_dollars = VoucherAmount(world.money(200))
    return [
        NewVoucher(worth=value, use_type=UseType.ONE_TIME_USE, terms=stored),
        NewVoucher(worth=two_dollars, use_type=UseType.MULTI_USE, terms=scarce),
        NewVoucher(worth=ShareOff(1_000), use_type=UseType.MULTI_USE, terms=share),
        NewVoucher(worth=ShareOff(2_000), use_type=UseType.ONE_TIME_USE, terms=once),
    ]
