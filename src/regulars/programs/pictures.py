"""Pictures of rewards and offers: PNG, JPEG and WebP, told by their content."""

from datetime import datetime

import msgspec

from regulars.kernel.ids import MerchantId, PictureId, uuid7
from regulars.platform.db import Database, Reads, ReferenceRefused, Transaction
from regulars.programs.errors import BadReward, NoSuchPicture
from regulars.programs.store import pictures as store

LARGEST = 1_000_000
"""Bytes."""
LARGEST_SAID = "1 MB"


class Picture(msgspec.Struct, frozen=True):
    """What a browser is given."""

    media_type: str
    content: bytes


def checked(content: bytes) -> Picture:
    """The picture that `content` is, whatever its file was called. Raises `BadReward`."""
    if len(content) > LARGEST:
        raise BadReward(f"A picture has at most {LARGEST_SAID}.", field="picture")
    media_type = _media_type(content)
    if media_type is None:
        raise BadReward("A picture is a PNG, a JPEG or a WebP file.", field="picture")
    return Picture(media_type, content)


def _media_type(content: bytes) -> str | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and len(content) > 100:
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:15] == b"WEBPVP8":
        return "image/webp"
    return None


async def keep_picture(
    db: Database, merchant: MerchantId, picture: Picture, *, at: datetime
) -> PictureId:
    """Keep a picture for something that is going to show it."""
    id_ = PictureId(uuid7(at))

    async def keep(tx: Transaction) -> None:
        await store.add(tx, merchant, id_, picture.media_type, picture.content, at=at)

    await db.tx(keep)
    return id_


async def drop_picture(db: Database, merchant: MerchantId, picture: PictureId) -> None:
    """Delete a picture that nothing shows; one that something shows stays."""

    async def drop(tx: Transaction) -> None:
        await store.drop(tx, merchant, picture)

    try:
        await db.tx(drop)
    except ReferenceRefused:
        return


async def read_picture(reads: Reads, merchant: MerchantId, picture: PictureId) -> Picture:
    """A picture, for whoever has its address. Raises `NoSuchPicture`."""
    found = await store.picture(reads, merchant, picture)
    if found is None:
        raise NoSuchPicture("There is no such picture.")
    return Picture(*found)
