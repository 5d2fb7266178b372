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


COLOURS = ("neutral", "accent", "wait", "good", "info", "bad")
"""The theme's names of colours."""


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
    below a threshold keeps the tier for `grace_days` more, the day it was noticed included.
    """

    tiers: tuple[Tier, ...]
    measure: Measure = Measure.POINTS
    span: Span = Span.MONTHS
    months: int = 12
    grace_days: int = 30


class Figures(msgspec.Struct, frozen=True):
    """What a member's sales come to over the span, after what went back: money in minor units.

    A sale that went back whole is no visit.
    """

    points: int = 0
    spent_minor: int = 0
    visits: int = 0


class Membership(msgspec.Struct, frozen=True):
    """The tier that a member has. With `until` it goes then, unless it is reached again."""

    member: MemberId
    tier: TierId
    since: datetime
    until: datetime | None = None


class Progress(msgspec.Struct, frozen=True):
    """How far a member is. `tier` is the one that they have, `next` the one to come.

    `figure` is what is measured, and `missing` what it lacks to the next tier's threshold. With
    `until` the tier goes then, unless it is reached again.
    """

    tier: Tier | None
    next: Tier | None
    figure: int
    missing: int
    until: datetime | None = None
