"""Tiers and how they are reached."""

from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import MemberId, TierId


class Measure(StrEnum):
    """What is counted: points earned by sales, money spent (minor units), or sales."""

    POINTS = "points"
    SPEND = "spend"
    VISITS = "visits"


class Span(StrEnum):
    """Over what: the running calendar year, the running month and those before it, or all time."""

    YEAR = "year"
    MONTHS = "months"
    EVER = "ever"


class Tier(msgspec.Struct, frozen=True):
    """A tier is reached at `threshold`. `extra` is what its members earn more, in basis points.

    5 000 basis points are half as much again. `colour` is one of the theme's names.
    """

    id: TierId
    name: str
    threshold: int
    extra: int = 0
    colour: str = "neutral"


class TierScheme(msgspec.Struct, frozen=True):
    """Tiers by ascending threshold, and what is counted over how long.

    `months` is how many, the running one included, where the span is `MONTHS`. A member who falls
    below a threshold keeps the tier for `grace_days` more, counted from the day it was noticed.
    """

    tiers: tuple[Tier, ...]
    measure: Measure = Measure.POINTS
    span: Span = Span.MONTHS
    months: int = 12
    grace_days: int = 30


class Membership(msgspec.Struct, frozen=True):
    """The tier that a member has. With `until` it goes then, unless it is reached again."""

    member: MemberId
    tier: TierId
    since: datetime
    until: datetime | None = None
