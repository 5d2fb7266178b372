"""What describes a segment, and what has to be known of a member to tell."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import SegmentId, TierId
from regulars.kernel.money import Money


class BirthdayIn(StrEnum):
    """When a member's birthday is, in days where the merchant is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """All that is set has to hold. Days are counted back from now.

    `least_visits`, `most_visits` and `least_spent` are over the last `within_days`, or of all time.
    """

    not_seen_days: int | None = None
    seen_days: int | None = None
    joined_days: int | None = None
    birthday: BirthdayIn | None = None
    tiers: tuple[TierId, ...] = ()
    least_visits: int | None = None
    most_visits: int | None = None
    least_spent: Money | None = None
    within_days: int | None = None


class Segment(msgspec.Struct, frozen=True):
    """Criteria under a name."""

    id: SegmentId
    name: str
    criteria: Criteria


class MemberFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What criteria are compared with. `visits` and `spent` are over the days that they ask for."""

    birthday: date | None
    enrolled_at: datetime
    last_seen_at: datetime | None
    tier: TierId | None
    visits: int
    spent: Money
