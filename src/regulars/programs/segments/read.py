"""Who is in a segment now, and in which segments somebody is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId, MerchantId, SegmentId
from regulars.platform.db import Reads
from regulars.programs.segments.model import Criteria, InIt, MemberFacts
from regulars.programs.segments.rules import belongs, counted_from
from regulars.programs.store import segments as store


async def facts_of(
    reads: Reads, merchant: MerchantId, member: MemberId, criteria: Criteria, *, at: datetime
) -> MemberFacts:
    """What `criteria` are compared with for a member. Raises `NotFound`."""
    for window in await store.facts(reads, merchant, member, [counted_from(criteria, at)]):
        return window.facts
    raise NotFound("There is no such member.")


async def segments_of(
    reads: Reads,
    merchant: MerchantId,
    member: MemberId,
    among: Collection[SegmentId],
    *,
    at: datetime,
) -> frozenset[SegmentId]:
    """Those of `among` that a member is in at `at`."""
    segments = await store.segments(reads, merchant, only=among) if among else ()
    if not segments:
        return frozenset()
    here = await _here(reads, merchant, at)
    since = {counted_from(segment.criteria, at) for segment in segments}
    windows = await store.facts(reads, merchant, member, since)
    facts = {window.since: window.facts for window in windows}
    return frozenset(
        segment.id
        for segment in segments
        if (known := facts.get(counted_from(segment.criteria, at)))
        and belongs(segment.criteria, known, here)
    )


async def how_many_in(
    reads: Reads, merchant: MerchantId, criteria: Criteria, *, at: datetime
) -> int:
    """How many members `criteria` holds for."""
    return await store.count(reads, merchant, criteria, await _here(reads, merchant, at))


async def members_in(
    reads: Reads,
    merchant: MerchantId,
    criteria: Criteria,
    *,
    at: datetime,
    before: tuple[datetime, MemberId] | None = None,
    limit: int = 50,
) -> Sequence[InIt]:
    """Those members, who enrolled last first. `before` is the last one of the page before."""
    here = await _here(reads, merchant, at)
    return await store.members(reads, merchant, criteria, here, before=before, limit=limit)


async def _here(reads: Reads, merchant: MerchantId, at: datetime) -> datetime:
    """`at` in the merchant's own time, where birthdays are."""
    return at.astimezone(ZoneInfo(await store.time_zone(reads, merchant)))
