"""The conditions that rewards and offers share. Whether they are met is in `rules`."""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from regulars.kernel.ids import MemberId, SegmentId, StoreId, TierId
from regulars.kernel.money import Money
from regulars.vouchers.model import Hours


class Everybody(msgspec.Struct, frozen=True, tag="everybody", tag_field="kind"):
    """Every member."""


class OfTiers(msgspec.Struct, frozen=True, tag="tiers", tag_field="kind"):
    """Members who are in one of these tiers."""

    tiers: tuple[TierId, ...]


class InSegment(msgspec.Struct, frozen=True, tag="segment", tag_field="kind"):
    """Members whom a segment describes at that moment."""

    segment: SegmentId


class OneMember(msgspec.Struct, frozen=True, tag="member", tag_field="kind"):
    """One member alone."""

    member: MemberId


Audience: TypeAlias = Everybody | OfTiers | InSegment | OneMember


class Period(StrEnum):
    """How long a member's limit counts: for good, or anew each day, week, month or year.

    Days, weeks (from Monday), months and years are those where the store is.
    """

    EVER = "ever"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


FOR_EVER = date.min
"""The first day of the period that never ends: `-infinity` to the database."""


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """When, where, by whom and how often a reward or offer can be used. Unset is without limit.

    It can be used from `starts_at` until before `ends_at`, in `hours` of the store's own time, at
    `stores` (none means all), on bills of at least `minimum` before anything of ours came off.
    `limit_total` and `budget` (money off all bills together) count over all members,
    `limit_per_member` for one in each `per`. What is `alone` is combined with nothing.
    """

    stores: tuple[StoreId, ...] = ()
    hours: Hours = Hours()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minimum: Money | None = None
    limit_total: int | None = None
    limit_per_member: int | None = None
    per: Period = Period.EVER
    budget: Money | None = None
    audience: Audience = Everybody()
    alone: bool = False


ALWAYS = Conditions()


class Used(msgspec.Struct, frozen=True):
    """What stands: uses in all, by the member in the running period, and money in minor units."""

    in_all: int = 0
    by_member: int = 0
    money: int = 0
