"""Somebody says whose sale it was: the member was forgotten at the till, or was the wrong one."""

from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, SaleId
from regulars.members.edit import seen
from regulars.members.read import kept
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.programs.notes import checked_note
from regulars.sales.errors import CannotSetMember
from regulars.sales.facts import SaleMemberSet
from regulars.sales.read import read_sale
from regulars.sales.record import again
from regulars.sales.redeemed import note_short


async def set_member(
    db: Database,
    merchant: MerchantId,
    sale: SaleId,
    member: MemberId | None,
    *,
    note: str,
    at: datetime,
    actor: str,
) -> None:
    """Have `sale` be `member`'s, or nobody's, from now on, whatever the till says of it later.

    Points, wallet and tier follow, for whoever had it and for whoever has it; what was redeemed on
    it stays with who redeemed it. The same member again changes nothing. Raises `Invalid` for a
    missing note, `NotFound`, `NoSuchSale`, `CannotSetMember` for a sale that was taken back.
    """
    note = checked_note(note)

    async def work(tx: Transaction) -> None:
        before = await read_sale(tx, merchant, sale)
        who = None if member is None else await kept(tx, merchant, member)
        if who == before.member:
            return
        brought = await again(tx, merchant, sale, at=at, member=who)
        if brought is None:
            raise CannotSetMember("This sale was taken back, so it brings nobody anything.")
        if brought.short:
            await note_short(tx, merchant, before, brought.short, at=at)
        if who is not None:
            await seen(tx, merchant, who, at=before.completed_at)
        fact = SaleMemberSet(
            sale=str(sale),
            store=before.store,
            order=before.order,
            member="" if who is None else str(who),
            before="" if before.member is None else str(before.member),
            note=note,
        )
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)
