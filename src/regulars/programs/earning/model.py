"""The rules of earning, what they are applied to, and what came of it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from regulars.kernel.ids import MemberId, RuleId, StoreId, TierId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.goods.model import GoodsId, Selection
from regulars.programs.stacking import Stacking
from regulars.programs.tiers.model import TierScheme
from regulars.vouchers.model import Hours


class PerAmount(msgspec.Struct, frozen=True, tag="per_amount", tag_field="kind"):
    """`points` for every full `per` that was spent on the rule's goods."""

    points: Points
    per: Money


class PerVisit(msgspec.Struct, frozen=True, tag="per_visit", tag_field="kind"):
    """`points` for a sale, unless this rule gave some less than `cooldown_minutes` before."""

    points: Points
    cooldown_minutes: int = 0


class PerItem(msgspec.Struct, frozen=True, tag="per_item", tag_field="kind"):
    """`points` for each whole item of the rule's goods."""

    points: Points


class Extra(msgspec.Struct, frozen=True, tag="extra", tag_field="kind"):
    """`basis_points` of what the other rules give on top: 10 000 double it.

    For chosen goods it is on what these brought: of points by amount or item, their share. Of
    several, and of a tier's, the extras add up: double and half more are two and a half times.
    """

    basis_points: int


class FirstVisit(msgspec.Struct, frozen=True, tag="first_visit", tag_field="kind"):
    """`points` once, for the first sale of a member. No extra multiplies them."""

    points: Points


Gives: TypeAlias = PerAmount | PerVisit | PerItem | Extra | FirstVisit


class EarningRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. `version` is one more with each change of it.

    It holds at `stores` (none means all), from `from_day` to `to_day` inclusive, in `hours`, all in
    the store's own time; for members in one of `tiers` (none means all); on bills that count for at
    least `minimum`; for sales with some of `goods` (nothing chosen means any). It gives a member at
    most `most_a_day` on one day where the store is.
    """

    id: RuleId
    name: str
    gives: Gives
    version: int = 1
    goods: Selection = Selection()
    stores: tuple[StoreId, ...] = ()
    hours: Hours = Hours()
    from_day: date | None = None
    to_day: date | None = None
    tiers: tuple[TierId, ...] = ()
    minimum: Money | None = None
    most_a_day: Points | None = None
    active: bool = True


class Never(msgspec.Struct, frozen=True, tag="never", tag_field="kind"):
    """Points stay until they are spent."""


class MonthsSince(msgspec.Struct, frozen=True, tag="months", tag_field="kind"):
    """Points are gone at the end of the day that many calendar months after they were earned."""

    months: int


class CalendarUnit(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class CalendarEnd(msgspec.Struct, frozen=True, tag="calendar", tag_field="kind"):
    """Points are gone when the month, quarter or year ends that is `after` later than theirs.

    0 is the end of the very one in which they were earned.
    """

    unit: CalendarUnit
    after: int = 1


class Idle(msgspec.Struct, frozen=True, tag="idle", tag_field="kind"):
    """Points are gone once the member neither earned nor redeemed for that many calendar months."""

    months: int


Expiry: TypeAlias = Never | MonthsSince | CalendarEnd | Idle


class WhenSpent(StrEnum):
    """What becomes of points that have to go back and are spent: later earning pays, or nobody."""

    LET_GO = "let_go"
    DEBT = "debt"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides what a sale earns. Kept in versions; a sale keeps to the one it began with.

    What counts of a bill is what the guest pays, `tax_included` or not; with `discounts_count`
    also what came off it. Goods of `left_out` never count. `most_a_day` is what a member can earn
    by sales on one day where the store is. Points can be spent `pending_days` after the day they
    were earned. `sign_up` and `birthday` are given without a sale.
    """

    rules: tuple[EarningRule, ...]
    tax_included: bool = True
    discounts_count: bool = False
    left_out: Selection = Selection()
    earn_when_redeeming: bool = True
    most_a_day: Points | None = None
    pending_days: int = 0
    expiry: Expiry = Never()
    sign_up: Points | None = None
    birthday: Points | None = None
    when_spent: WhenSpent = WhenSpent.LET_GO
    tiers: TierScheme | None = None
    stacking: Stacking = Stacking()


class TermsVersion(msgspec.Struct, frozen=True):
    """Terms as they were in force from `from_at` until the next version, and who made them so."""

    version: int
    from_at: datetime
    changed_by: str
    terms: Terms


FIRST_RULE = RuleId(UUID(int=1))
"""The id of the rule that every program starts from."""


def one_for_each(per: Money, points: int = 1, **terms: Any) -> Terms:
    """The plain program: `points` for every full `per` spent, whatever was bought.

    `terms` are other fields of `Terms`.
    """
    rule = EarningRule(id=FIRST_RULE, name="Every bill", gives=PerAmount(Points(points), per))
    return Terms(rules=(rule,), **terms)


class BasketLine(msgspec.Struct, frozen=True):
    """A line of a bill, before the order's own discount. `tax` is in `total`."""

    product: GoodsId | None
    categories: tuple[GoodsId, ...]
    quantity: Decimal
    total: Money
    tax: Money


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """A finished bill, as the rules see it.

    `total` is what the guest pays, with `tax`, without tips; `discount` came off it before. `at` is
    when it was finished, in the store's own time. `redeemed` says that something of ours is on it.
    """

    store: StoreId
    at: datetime
    total: Money
    tax: Money
    discount: Money
    lines: tuple[BasketLine, ...] = ()
    redeemed: bool = False


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the member when the bill is worked out, this sale left out.

    `today` is what each rule gave on the day of the bill, and `today_in_all` what all gave.
    `last_given` is when a rule with a cooldown gave something last.
    """

    tier: TierId | None = None
    visited_before: bool = False
    last_given: dict[RuleId, datetime] = {}
    today: dict[RuleId, Points] = {}
    today_in_all: Points = Points(0)


class WhyNot(StrEnum):
    """Why a rule gave nothing, or less than it would have."""

    OTHER_STORE = "other_store"
    OTHER_DAY = "other_day"
    OTHER_HOURS = "other_hours"
    OTHER_TIER = "other_tier"
    BELOW_MINIMUM = "below_minimum"
    NO_GOODS = "no_goods"
    TOO_LITTLE = "too_little"
    TOO_SOON = "too_soon"
    NOT_FIRST = "not_first"
    NOTHING_TO_ADD_TO = "nothing_to_add_to"
    DAY_IS_FULL = "day_is_full"
    REDEEMED = "redeemed"


class Part(msgspec.Struct, frozen=True):
    """What one rule gave. `base` is what it was reckoned from: minor units, items, points, or 1.

    A tier's extra is a part whose `rule` is the tier's id, in version 0. `cut` is what a day's
    limit took off.
    """

    rule: RuleId
    version: int
    name: str
    points: Points
    base: int
    cut: Points = Points(0)


class Passed(msgspec.Struct, frozen=True):
    """A rule that gave nothing, and why."""

    rule: RuleId
    version: int
    name: str
    why: WhyNot


class Worked(msgspec.Struct, frozen=True):
    """What a bill earns, rule by rule."""

    points: Points
    parts: tuple[Part, ...] = ()
    passed: tuple[Passed, ...] = ()


NOTHING = Worked(Points(0))


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """From what and by what a version of a sale's bill was worked out, and what came of it.

    Without a program there are no terms.
    """

    version: int
    member: MemberId | None
    program_version: int | None
    terms: Terms | None
    basket: Basket
    standing: Standing
    worked: Worked
    at: datetime
