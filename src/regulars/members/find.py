"""Looking for members: by name, e-mail address, telephone number, card, code, or part of one."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.members.model import Found, Member, TillSearch
from regulars.members.rules import sought
from regulars.members.store import alike as twins
from regulars.members.store import search
from regulars.platform.db import Database, Reads

MOST = 20


async def find(
    reads: Reads,
    merchant: MerchantId,
    keyword: str,
    *,
    country: str | None,
    at: datetime,
    limit: int = MOST,
) -> Sequence[Found]:
    """Who `keyword` may mean, the best fit first. An empty one finds nobody.

    `country` is where somebody types, for telephone numbers. They come with the points that can be
    spent at `at`. One statement. Raises `Invalid` when `keyword` is too long or no text.
    """
    return await search.find(reads, merchant, sought(keyword, country=country), limit=limit, at=at)


async def find_at_till(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    site_id: str,
    keyword: str,
    at: datetime,
    country: str | None = None,
    limit: int = MOST,
) -> TillSearch | None:
    """What `find` answers, and all that a till's request is checked against, in one statement.

    None when there is no such connection. Without `country` a telephone number is found by its
    last digits, so that the country need not be known before the question. Raises `Invalid`.
    """
    return await search.find_at_till(
        db,
        merchant,
        connection,
        sought(keyword, country=country),
        site_id=site_id,
        limit=limit,
        at=at,
    )


async def alike(
    reads: Reads, merchant: MerchantId, member: Member, *, at: datetime, limit: int = 5
) -> Sequence[Found]:
    """Who may be the same person as `member`: a number that ends alike, or the very same name.

    Somebody with the same name and another birthday is not.
    """
    return await twins.alike(reads, merchant, member, at=at, limit=limit)
