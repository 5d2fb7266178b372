"""What describes a segment, and what has to be known of a member to tell."""

from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import MemberId, SegmentId, TierId
from regulars.kernel.money import Money
from regulars.members.model import Birthday


class BirthdayIn(StrEnum):
    """When a member's birthday is celebrated, in days where the merchant is.

    A week is from Monday to Sunday; a day, week and month are those that it is now.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """All that is set has to hold. Days are counted back from now.

    Somebody who was never seen is not seen since they joined. `least_visits`, `most_visits` and
    `least_spent` are over the last `within_days`, or of all time.
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

    birthday: Birthday | None
    enrolled_at: datetime
    last_seen_at: datetime | None
    tier: TierId | None
    visits: int
    spent: Money


class InIt(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a segment, as a list shows one."""

    id: MemberId
    code: str
    name: str
    picture_url: str | None
    email: str | None
    phone: str | None
    enrolled_at: datetime
    last_seen_at: datetime | None
