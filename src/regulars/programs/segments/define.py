"""The merchant describes segments."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, SegmentId
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction
from regulars.programs.errors import NoSuchSegment, SegmentInUse
from regulars.programs.facts import SegmentSaved
from regulars.programs.segments.model import Segment
from regulars.programs.segments.rules import check_segment
from regulars.programs.store import segments as store


async def list_segments(reads: Reads, merchant: MerchantId) -> Sequence[Segment]:
    """All segments of a merchant, by their names."""
    return await store.segments(reads, merchant)


async def read_segment(reads: Reads, merchant: MerchantId, segment: SegmentId) -> Segment:
    """One segment. Raises `NoSuchSegment`."""
    for found in await store.segments(reads, merchant, only=[segment]):
        return found
    raise NoSuchSegment("There is no such segment.")


async def save_segment(
    db: Database, merchant: MerchantId, segment: Segment, *, at: datetime, actor: str
) -> None:
    """Make a segment, or change the one with its id. Raises `BadSegment`."""
    check_segment(segment)

    async def save(tx: Transaction) -> None:
        await store.save(tx, merchant, segment, at=at)
        fact = SegmentSaved(segment=str(segment.id), name=segment.name)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(save)


async def delete_segment(
    db: Database, merchant: MerchantId, segment: SegmentId, *, at: datetime, actor: str
) -> None:
    """Delete a segment. Raises `NoSuchSegment`, and `SegmentInUse` where something is for it."""

    async def delete(tx: Transaction) -> None:
        if title := await store.used_by(tx, merchant, segment):
            raise SegmentInUse(f"“{title}” is for this segment. Change that first.")
        name = await store.delete(tx, merchant, segment)
        if name is None:
            raise NoSuchSegment("There is no such segment.")
        fact = SegmentSaved(segment=str(segment), name=name, deleted=True)
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(delete)
