"""What was redeemed on a sale, brought to what its bill and its refunds leave of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from regulars.kernel.ids import MerchantId
from regulars.kernel.points import Points
from regulars.merchants.model import Connection
from regulars.platform.db import Transaction
from regulars.pos.model import PosOrder
from regulars.programs.benefits.rules import goods_of, names
from regulars.programs.goods.read import lines_of
from regulars.programs.model import Redemption
from regulars.programs.stand import Left, bring
from regulars.sales.bring import Brought
from regulars.sales.model import ExceptionKind, ExceptionState, Sale
from regulars.sales.note import note, note_once
from regulars.sales.store.exceptions import Note


async def bring_redeemed(
    tx: Transaction,
    merchant: MerchantId,
    sale: Sale,
    redemptions: Sequence[Redemption],
    left: Left,
    *,
    at: datetime,
) -> None:
    """Have `redemptions` cost what is due for them; list those that cannot be again. A step."""
    missed = await bring(tx, merchant, redemptions, left, at=at)
    for one in missed:
        sentence = (
            f"“{one.title}” is on the bill, but what it costs was used elsewhere meanwhile. "
            "Nothing was taken for it."
        )
        found = notice(sale, ExceptionKind.USE, "reward_gone", sentence, {"redemption": one.id})
        await note(tx, merchant, found, at=at)


async def note_goods_gone(
    tx: Transaction,
    connection: Connection,
    sale: Sale,
    order: PosOrder,
    settled: Sequence[Redemption],
    *,
    at: datetime,
) -> None:
    """List what took something off goods that are not on the finished bill any more. A step.

    The till's discount counts nevertheless: the guest has paid so much less.
    """
    of_goods = [(one, goods_of(one.what)) for one in settled if one.what is not None]
    if not any(goods for _, goods in of_goods):
        return
    lines = await lines_of(tx, connection.merchant, connection.id, order.lines)
    for one, goods in of_goods:
        if goods and not any(names(goods, line) and line.quantity > 0 for line in lines):
            sentence = (
                f"“{one.title}” took {one.discount.major} {one.discount.currency} off, "
                "but what it is for is not on the finished bill. The till's discount counts."
            )
            found = notice(sale, ExceptionKind.USE, "goods_gone", sentence, {"redemption": one.id})
            await note_once(tx, connection.merchant, found, at=at)


async def note_more_off(
    tx: Transaction,
    merchant: MerchantId,
    sale: Sale,
    order: PosOrder,
    settled: Sequence[Redemption],
    *,
    at: datetime,
) -> None:
    """List what the finished bill takes more off for than was put there. A step.

    Staff changed it at the till; what is more is their own discount.
    """
    for one in settled:
        off = order.marked.get(one.id, one.discount)
        if off > one.discount:
            sentence = (
                f"“{one.title}” is {one.discount.major} {off.currency} off, but on the finished "
                f"bill it is {off.major}. The rest counts as a discount of the till's own."
            )
            found = notice(sale, ExceptionKind.USE, "more_off", sentence, {"redemption": one.id})
            await note_once(tx, merchant, found, at=at)


async def note_what_is_wrong(
    tx: Transaction, merchant: MerchantId, sale: Sale, brought: Brought, *, at: datetime
) -> None:
    """List it if more went back than the sale came to, or points to take were spent. A step."""
    if brought.too_much.minor > 0:
        sentence = (
            f"The refunds come to {brought.too_much.major} {brought.too_much.currency} more than "
            "the sale. The sale is refunded whole; the rest is the till's."
        )
        found = notice(
            sale,
            ExceptionKind.REFUND,
            "refund_above_sale",
            sentence,
            {"too_much": msgspec.to_builtins(brought.too_much)},
        )
        await note(tx, merchant, found, at=at)
    if brought.short:
        await note_short(tx, merchant, sale, brought.short, at=at)


async def note_short(
    tx: Transaction, merchant: MerchantId, sale: Sale, short: Points, *, at: datetime
) -> None:
    """List that points of a sale could not be taken back. A step."""
    sentence = f"{short} of the points that this order earned had been spent already."
    found = notice(sale, ExceptionKind.REFUND, "points_short", sentence, {"points": short})
    await note(tx, merchant, found, at=at)


def notice(
    sale: Sale, kind: ExceptionKind, code: str, sentence: str, request: dict[str, Any]
) -> Note:
    return Note(kind, code, sentence, sale.store, sale.number, request, ExceptionState.NOTICE)
