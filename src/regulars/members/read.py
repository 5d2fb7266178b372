"""One member, or the newest of all."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId, MerchantId
from regulars.members.model import Found, Member
from regulars.members.rules import member_code
from regulars.members.store import members as store
from regulars.members.store import search
from regulars.platform.db import Reads


async def read_member(reads: Reads, merchant: MerchantId, member: MemberId) -> Member:
    """Raises `NotFound`, also for a member of another merchant."""
    found = await store.read(reads, merchant, member)
    if found is None:
        raise NotFound("There is no such member.")
    return found


async def by_code(reads: Reads, merchant: MerchantId, code: str) -> Member | None:
    """The member with `code`, typed with or without its dash and in any case."""
    written = member_code(code)
    return None if written is None else await store.by_code(reads, merchant, written)


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    before: tuple[datetime, MemberId] | None = None,
    limit: int = 50,
) -> Sequence[Found]:
    """Who enrolled last, the newest first. `before` is the last one of the page before."""
    return await search.newest(reads, merchant, before=before, limit=limit)


async def how_many(reads: Reads, merchant: MerchantId) -> int:
    """How many members the program has."""
    return await store.count(reads, merchant)
