"""Pictures as rows."""

from datetime import datetime

from regulars.kernel.ids import MerchantId, PictureId
from regulars.platform.db import Reads, Transaction

ADD = """
    insert into pictures (merchant_id, id, media_type, content, added_at)
    values ($1, $2, $3, $4, $5)
"""

DROP = "delete from pictures where merchant_id = $1 and id = $2"

PICTURE = "select media_type, content from pictures where merchant_id = $1 and id = $2"


async def add(
    tx: Transaction,
    merchant: MerchantId,
    picture: PictureId,
    media_type: str,
    content: bytes,
    *,
    at: datetime,
) -> None:
    await tx.run(ADD, merchant, picture, media_type, content, at)


async def drop(tx: Transaction, merchant: MerchantId, picture: PictureId) -> None:
    """The database refuses it while something shows the picture."""
    await tx.run(DROP, merchant, picture)


async def picture(
    reads: Reads, merchant: MerchantId, picture: PictureId
) -> tuple[str, bytes] | None:
    row = await reads.one_or_none(PICTURE, merchant, picture)
    return None if row is None else (row["media_type"], row["content"])
