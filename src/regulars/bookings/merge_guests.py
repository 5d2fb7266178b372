"""Two members turned out to be one person: in the diary they are one guest as well."""

from datetime import datetime

import msgspec

from regulars.bookings.guest import Guest
from regulars.bookings.keep import tell_again
from regulars.bookings.rules import texts
from regulars.bookings.store import guests as store
from regulars.kernel.ids import MemberId, MerchantId
from regulars.platform.db import Database, Transaction


async def merge_guests(
    db: Database, merchant: MerchantId, *, gone: MemberId, into: MemberId, at: datetime
) -> None:
    """Give the bookings of `gone`, and what is known of them, to `into`. Safe to repeat."""

    async def work(tx: Transaction) -> None:
        before = await store.of_member(tx, merchant, gone)
        if before is None:
            return
        known = await store.of_member(tx, merchant, into)
        if known is None:
            await store.belong(tx, merchant, before.id, into, at=at)
            known = before
        else:
            await store.update(tx, merchant, together(known, before), at=at)
            await store.become(tx, merchant, before.id, known.id)
        for booking in await store.at_tables(tx, merchant, known.id):
            await tell_again(tx, merchant, booking, ["guest"], at=at, actor="system")

    await db.tx(work)


def together(known: Guest, other: Guest) -> Guest:
    """What is known of either; a note that is too long loses its end."""
    notes = [note for note in (known.note, other.note) if note]
    return msgspec.structs.replace(
        known,
        vip=known.vip or other.vip,
        tags=tuple(dict.fromkeys((*known.tags, *other.tags)))[: texts.MOST_TAGS],
        note="\n".join(dict.fromkeys(notes))[: texts.LONGEST_TEXT],
        birthday=known.birthday or other.birthday,
    )
