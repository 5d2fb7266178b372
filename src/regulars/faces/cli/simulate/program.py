"""What the merchant offers: drawn for each seed, generous, so that much is redeemed."""

from datetime import timedelta
from random import Random

from regulars.faces.cli.simulate.world import Plain, World
from regulars.kernel.ids import OfferId, RewardId, uuid7
from regulars.kernel.points import Points
from regulars.programs.benefits.model import AmountOff, Benefit, PercentOff, PointsForMoney
from regulars.programs.conditions.model import Conditions
from regulars.programs.earning.model import one_for_each
from regulars.programs.model import Offer, Program, Reward
from regulars.vouchers.model import AmountOff as VoucherAmount
from regulars.vouchers.model import NewVoucher, ShareOff, Terms, UseType, WalletScheme


def program(world: World, draw: Random) -> Program:
    plain = Plain(
        points=draw.choice((1, 1, 3)),
        per=draw.choice((50, 100, 130)),
        tax_included=draw.random() < 0.8,
        earn_when_redeeming=draw.random() < 0.8,
    )
    world.plain = plain
    return Program(
        merchant=world.merchant,
        name="Regulars",
        points_label="Beans",
        terms=one_for_each(
            world.money(plain.per),
            plain.points,
            tax_included=plain.tax_included,
            earn_when_redeeming=plain.earn_when_redeeming,
        ),
        wallet=WalletScheme(world.money(3000), world.money(250)) if draw.random() < 0.7 else None,
    )


def rewards(world: World, draw: Random) -> list[Reward]:
    made: list[tuple[str, Benefit, int]] = [
        ("$5 off", AmountOff(world.money(500)), draw.choice((10, 25))),
        ("10 % off", PercentOff(1_000, world.money(1500)), draw.choice((15, 40))),
        ("Pay with points", PointsForMoney(world.money(100), Points(10)), 500),
    ]
    return [
        Reward(RewardId(uuid7(world.clock())), title, benefit, Points(points), position=position)
        for position, (title, benefit, points) in enumerate(made)
    ]


def offers(world: World, draw: Random) -> list[Offer]:
    once = Conditions(limit_per_member=1)
    first_come = Conditions(limit_total=draw.randint(1, 3))
    made: list[tuple[str, AmountOff | PercentOff, Conditions]] = [
        ("Welcome: $3 off", AmountOff(world.money(300)), once),
        ("First come: 20 % off", PercentOff(2_000), first_come),
    ]
    return [
        Offer(OfferId(uuid7(world.clock())), title, benefit, conditions, position=position)
        for position, (title, benefit, conditions) in enumerate(made)
    ]


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
    return [
        NewVoucher(
            worth=VoucherAmount(world.money(draw.choice((1500, 4000)))),
            use_type=UseType.ONE_TIME_USE,
            terms=stored,
        ),
        NewVoucher(worth=VoucherAmount(world.money(200)), use_type=UseType.MULTI_USE, terms=scarce),
        NewVoucher(worth=ShareOff(1_000), use_type=UseType.MULTI_USE, terms=share),
        NewVoucher(worth=ShareOff(2_000), use_type=UseType.ONE_TIME_USE, terms=once),
    ]
