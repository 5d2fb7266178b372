"""One member, or the newest of all."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import MemberId, MerchantId, StoreId
from regulars.members.model import Found, Member
from regulars.members.rules import dialled, member_code
from regulars.members.rules import email as email_of
from regulars.members.store import members as store
from regulars.members.store.found import newest as newest_found
from regulars.platform.db import Reads


async def read_member(reads: Reads, merchant: MerchantId, member: MemberId) -> Member:
    """Raises `NotFound`, also for a member of another merchant."""
    found = await store.read(reads, merchant, member)
    if found is None:
        raise NotFound("There is no such member.")
    return found


async def kept(reads: Reads, merchant: MerchantId, member: MemberId) -> MemberId:
    """Who a member is now: whom they were merged into, else themselves. Raises `NotFound`."""
    found = await store.kept(reads, merchant, member)
    if found is None:
        raise NotFound("There is no such member.")
    return found


async def merged_into(reads: Reads, merchant: MerchantId, member: MemberId) -> Sequence[Member]:
    """Who was merged into a member, the latest first."""
    return await store.merged_into(reads, merchant, member)


async def by_code(reads: Reads, merchant: MerchantId, code: str) -> Member | None:
    """The member with `code`, typed with or without its dash and in any case."""
    written = member_code(code)
    return None if written is None else await store.by_code(reads, merchant, written)


async def by_contact(
    reads: Reads, merchant: MerchantId, *, email: str, phone: str, at_store: StoreId
) -> Member | None:
    """The one member with that e-mail address, else with that telephone number, as a till has them.

    `at_store` is where the number was written down. What cannot be read as either finds nobody.
    """
    country = await store.country(reads, merchant, at_store)
    return await store.by_contact(
        reads, merchant, email=address(email), phone=dialled(phone, country or "")
    )


def address(text: str) -> str | None:
    """An e-mail address as members have it, or None for anything else."""
    try:
        return email_of(text)
    except Invalid:
        return None


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    at: datetime,
    before: tuple[datetime, MemberId] | None = None,
    limit: int = 50,
) -> Sequence[Found]:
    """Who enrolled last, the newest first, with the points that can be spent at `at`.

    `before` is the last one of the page before.
    """
    return await newest_found(reads, merchant, before=before, limit=limit, at=at)


async def how_many(reads: Reads, merchant: MerchantId) -> int:
    """How many members the program has."""
    return await store.count(reads, merchant)
