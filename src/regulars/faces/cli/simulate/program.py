"""The merchant's program: plain in every other seed, with a bit of everything in the others."""

from random import Random

from regulars.faces.cli.simulate.goods import COFFEE, DRINKS, category
from regulars.faces.cli.simulate.world import Plain, World
from regulars.kernel.ids import RuleId, TierId, uuid7
from regulars.kernel.points import Points
from regulars.programs.earning.model import (
    CalendarEnd,
    CalendarUnit,
    EarningRule,
    Expiry,
    Extra,
    FirstVisit,
    Gives,
    Idle,
    MonthsSince,
    Never,
    PerAmount,
    PerItem,
    PerVisit,
    Terms,
    WhenSpent,
    one_for_each,
)
from regulars.programs.goods.model import Selection
from regulars.programs.model import Program
from regulars.programs.stacking import Stacking
from regulars.programs.tiers.model import Measure, Tier, TierScheme
from regulars.vouchers.model import Hours, WalletScheme


def program(world: World, draw: Random) -> Program:
    world.plain = plain(draw) if draw.random() < 0.5 else None
    return Program(
        merchant=world.merchant,
        name="Regulars",
        points_label="Beans",
        terms=simple(world, world.plain, draw) if world.plain else rich(world, draw),
        wallet=WalletScheme(world.money(3000), world.money(250)) if draw.random() < 0.7 else None,
    )


def plain(draw: Random) -> Plain:
    return Plain(
        points=draw.choice((1, 1, 3)),
        per=draw.choice((50, 100, 130)),
        tax_included=draw.random() < 0.8,
        earn_when_redeeming=draw.random() < 0.8,
    )


def simple(world: World, plain: Plain, draw: Random) -> Terms:
    """Terms that can be worked out with a pencil."""
    return one_for_each(
        world.money(plain.per),
        plain.points,
        tax_included=plain.tax_included,
        earn_when_redeeming=plain.earn_when_redeeming,
        when_spent=draw.choice(list(WhenSpent)),
    )


def rich(world: World, draw: Random) -> Terms:
    """Rules of every kind, with limits that are soon reached."""
    given: list[tuple[str, Gives]] = [
        ("Every dollar", PerAmount(Points(1), world.money(draw.choice((50, 100))))),
        ("Coffee", PerItem(Points(draw.randint(1, 5)))),
        ("Every visit", PerVisit(Points(5), cooldown_minutes=draw.choice((0, 30, 180)))),
        ("Happy hour", Extra(draw.choice((3_333, 5_000, 10_000)))),
        ("First visit", FirstVisit(Points(25))),
    ]
    kept = [given[0], *draw.sample(given[1:], draw.randint(1, 4))]
    return Terms(
        rules=tuple(rule(world, name, gives, draw) for name, gives in kept),
        tax_included=draw.random() < 0.8,
        discounts_count=draw.random() < 0.2,
        left_out=maybe(category(world, DRINKS), draw, 0.3),
        earn_when_redeeming=draw.random() < 0.8,
        most_a_day=Points(draw.randint(60, 200)) if draw.random() < 0.3 else None,
        pending_days=draw.choice((0, 0, 0, 1)),
        expiry=expiry(draw),
        sign_up=Points(30) if draw.random() < 0.5 else None,
        birthday=Points(20) if draw.random() < 0.5 else None,
        when_spent=draw.choice(list(WhenSpent)),
        tiers=tiers(world) if draw.random() < 0.5 else None,
        stacking=stacking(draw),
    )


def rule(world: World, name: str, gives: Gives, draw: Random) -> EarningRule:
    """A rule with one condition or another."""
    some_days = Hours(weekdays=draw.randint(1, 127))
    return EarningRule(
        id=RuleId(uuid7(world.clock())),
        name=name,
        gives=gives,
        goods=category(world, COFFEE) if name == "Coffee" else Selection(),
        stores=(draw.choice(world.stores).id,) if draw.random() < 0.2 else (),
        hours=some_days if name == "Happy hour" else Hours(),
        minimum=world.money(1000) if draw.random() < 0.2 else None,
        most_a_day=Points(draw.randint(5, 60)) if draw.random() < 0.4 else None,
    )


def maybe(goods: Selection, draw: Random, chance: float) -> Selection:
    return goods if draw.random() < chance else Selection()


def expiry(draw: Random) -> Expiry:
    return draw.choice(
        (Never(), MonthsSince(1), Idle(1), CalendarEnd(CalendarUnit.MONTH, draw.randint(0, 1)))
    )


def tiers(world: World) -> TierScheme:
    made = (("Silver", 1, 2_500), ("Gold", 4, 10_000))
    return TierScheme(
        tuple(Tier(TierId(uuid7(world.clock())), name, at, more) for name, at, more in made),
        measure=Measure.VISITS,
    )


def stacking(draw: Random) -> Stacking:
    if draw.random() < 0.6:
        return Stacking()
    yes_or_no = (True, False)
    return Stacking(
        rewards_with_rewards=draw.choice(yes_or_no),
        offers_with_offers=draw.choice(yes_or_no),
        rewards_with_offers=draw.choice(yes_or_no),
        vouchers_with_others=draw.choice(yes_or_no),
        most=draw.randint(1, 4),
    )
