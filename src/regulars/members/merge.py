"""Two members turn out to be one person: one of them is kept, and found under both."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId, MerchantId
from regulars.members.edit import details_of
from regulars.members.errors import CannotMerge
from regulars.members.facts import MemberMerged
from regulars.members.model import Details, Member
from regulars.members.store import members as store
from regulars.platform import journal
from regulars.platform.db import Transaction


class Merged(NamedTuple):
    """The two as they were when they became one."""

    gone: Member
    into: Member


async def merge(
    tx: Transaction,
    merchant: MerchantId,
    gone: MemberId,
    into: MemberId,
    *,
    at: datetime,
    actor: str,
) -> Merged | None:
    """Have `gone` be `into` from now on. A step; None when that is done already.

    What `into` lacked of a name, contact, card, picture or birthday is taken over. What both have
    stays on each, so that whatever `gone` was found by finds `into`. Raises `NotFound`,
    `CannotMerge`.
    """
    both = await lock_both(tx, merchant, gone, into)
    if both.gone.merged_into == into:
        return None
    check(both)
    await store.merged(tx, merchant, gone, into, at=at)
    before, after = details_of(both.into), completed(both.into, both.gone)
    if after != before:
        await store.moves(tx, merchant, into, after)
        await store.update(tx, merchant, both.into, after, at=at)
    await journal.write(tx, merchant, MemberMerged(into, gone), at=at, actor=actor)
    return both


async def stays(tx: Transaction, merchant: MerchantId, member: MemberId) -> MemberId | None:
    """Who a member is now, and is until `tx` ends: whoever merges them waits. A step.

    For what cannot simply begin anew when it finds that it was too late. None for nobody.
    """
    return await store.stays(tx, merchant, member)


async def lock_both(
    tx: Transaction, merchant: MerchantId, gone: MemberId, into: MemberId
) -> Merged:
    """Wait for both and keep them. A step. Raises `NotFound`, `CannotMerge`."""
    if gone == into:
        raise CannotMerge("These two are the same member.")
    found = await store.lock_both(tx, merchant, gone, into)
    if gone not in found or into not in found:
        raise NotFound("There is no such member.")
    return Merged(found[gone], found[into])


def check(both: Merged) -> None:
    """Raises `CannotMerge` when one of them is somebody else by now."""
    for one in both:
        if one.merged_into is not None:
            raise CannotMerge(
                f"{one.name} ({one.code}) has been merged with somebody already. "
                "Open the member again to see who."
            )


def completed(into: Member, gone: Member) -> Details:
    """What is known of `into`, with what only `gone` has said."""
    kept, other = details_of(into), details_of(gone)
    missing = {
        field: getattr(other, field)
        for field in Details.__struct_fields__
        if getattr(other, field) and not getattr(kept, field)
    }
    return msgspec.structs.replace(kept, **missing)
