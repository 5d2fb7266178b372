"""Which tier a figure reaches, and when one ends. No clock, no database.

`at` is always the moment in the merchant's own time: months, years and days of grace are there.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import assert_never

from regulars.kernel.ids import MemberId
from regulars.programs.errors import BadTiers
from regulars.programs.tiers.model import (
    COLOURS,
    Figures,
    Measure,
    Membership,
    Progress,
    Span,
    Tier,
    TierScheme,
)

MOST_TIERS = 10
LONGEST_NAME = 30
LARGEST_THRESHOLD = 10**12
LARGEST_EXTRA = 90_000
"""In basis points: ten times the points, one of them the rules' own."""
MOST_MONTHS = 60
LONGEST_GRACE = 366


def check_scheme(scheme: TierScheme) -> None:
    """Raises `BadTiers` for tiers that do not rise, or cannot be told from each other."""
    if not 1 <= len(scheme.tiers) <= MOST_TIERS:
        raise BadTiers(f"There are from 1 to {MOST_TIERS} tiers.", field="tiers")
    for tier in scheme.tiers:
        _check_tier(tier)
    for lower, higher in pairwise(scheme.tiers):
        if lower.threshold >= higher.threshold:
            raise BadTiers("Two tiers cannot begin at the same figure.", field="tiers")
    if len({tier.name.casefold() for tier in scheme.tiers}) < len(scheme.tiers):
        raise BadTiers("Two tiers cannot have the same name.", field="tiers")
    if not 1 <= scheme.months <= MOST_MONTHS:
        raise BadTiers(f"From 1 to {MOST_MONTHS} months.", field="months")
    if not 0 <= scheme.grace_days <= LONGEST_GRACE:
        raise BadTiers(f"From 0 to {LONGEST_GRACE} days.", field="grace_days")


def counted_from(scheme: TierScheme, at: datetime) -> datetime | None:
    """The first moment that counts at `at`; None where all time does."""
    match scheme.span:
        case Span.EVER:
            return None
        case Span.YEAR:
            return _midnight(date(at.year, 1, 1), at)
        case Span.MONTHS:
            months = at.year * 12 + at.month - scheme.months
            return _midnight(date(months // 12, months % 12 + 1, 1), at)
        case other:
            assert_never(other)


def figure(scheme: TierScheme, figures: Figures) -> int:
    """What `scheme` compares with its thresholds."""
    match scheme.measure:
        case Measure.POINTS:
            return figures.points
        case Measure.SPEND:
            return figures.spent_minor
        case Measure.VISITS:
            return figures.visits
        case other:
            assert_never(other)


def reached(scheme: TierScheme, figure: int) -> Tier | None:
    """The highest tier whose threshold `figure` has come to."""
    return next((tier for tier in reversed(scheme.tiers) if tier.threshold <= figure), None)


def stands(
    scheme: TierScheme, member: MemberId, held: Membership | None, figure: int, *, at: datetime
) -> Membership | None:
    """The tier of `member` who has `held` so far and whose figure is `figure` at `at`.

    A higher tier is there at once. A lower one, or none, only when the grace is over. A tier that
    the scheme has no more is as none.
    """
    tier = reached(scheme, figure)
    if held is None or _height(scheme, held) < _height_of(scheme, tier):
        return None if tier is None else Membership(member, tier.id, at.astimezone(UTC))
    if tier is not None and tier.id == held.tier:
        return Membership(member, held.tier, held.since)
    until = held.until or _grace_ends(scheme, at)
    if until > at and _height(scheme, held) >= 0:
        return Membership(member, held.tier, held.since, until)
    return None if tier is None else Membership(member, tier.id, at.astimezone(UTC))


def progress(scheme: TierScheme, held: Membership | None, figure: int) -> Progress:
    """How far a member is who has `held` and whose figure is `figure`.

    What comes next is above the tier that they have, also while they are kept in it.
    """
    height = -1 if held is None else _height(scheme, held)
    following = next((tier for tier in scheme.tiers[height + 1 :] if tier.threshold > figure), None)
    return Progress(
        tier=scheme.tiers[height] if height >= 0 else None,
        next=following,
        figure=figure,
        missing=following.threshold - figure if following else 0,
        until=held.until if held and height >= 0 else None,
    )


def _check_tier(tier: Tier) -> None:
    if not tier.name.strip() or len(tier.name) > LONGEST_NAME or not tier.name.isprintable():
        raise BadTiers(f"A tier has a name of at most {LONGEST_NAME} characters.", field="name")
    if not 0 <= tier.threshold <= LARGEST_THRESHOLD:
        raise BadTiers("A tier begins at zero or more.", field="threshold")
    if not 0 <= tier.extra <= LARGEST_EXTRA:
        raise BadTiers("More points: from 0 to 900 %.", field="extra")
    if tier.colour not in COLOURS:
        raise BadTiers("Choose one of the colours.", field="colour")


def _height(scheme: TierScheme, held: Membership) -> int:
    """The place of a held tier among the others; -1 for one that is there no more."""
    heights = {tier.id: height for height, tier in enumerate(scheme.tiers)}
    return heights.get(held.tier, -1)


def _height_of(scheme: TierScheme, tier: Tier | None) -> int:
    return -1 if tier is None else scheme.tiers.index(tier)


def _grace_ends(scheme: TierScheme, at: datetime) -> datetime:
    return _midnight(at.date() + timedelta(days=scheme.grace_days), at)


def _midnight(day: date, at: datetime) -> datetime:
    """When `day` begins where `at` is."""
    return datetime(day.year, day.month, day.day, tzinfo=at.tzinfo).astimezone(UTC)
