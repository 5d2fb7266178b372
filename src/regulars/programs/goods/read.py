"""What the tills sell: for a bill to be worked out, and for somebody who chooses."""

from collections.abc import Collection, Mapping, Sequence

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform.db import Reads
from regulars.pos.model import PosLine
from regulars.programs.earning.model import BasketLine
from regulars.programs.goods.model import Goods, GoodsId, GoodsKind, goods_id
from regulars.programs.store import goods as store


async def goods_of(
    reads: Reads, merchant: MerchantId, *, text: str, kind: GoodsKind, limit: int
) -> Sequence[Goods]:
    """What is sold with `text` in its name, those that begin with it first."""
    return await store.found(reads, merchant, text=text, kind=kind, limit=limit)


async def has_goods(reads: Reads, merchant: MerchantId) -> bool:
    """Whether any till has told what it sells."""
    return await store.any_goods(reads, merchant)


async def names_of(
    reads: Reads, merchant: MerchantId, ids: Collection[GoodsId]
) -> dict[GoodsId, str]:
    """What the goods are called, also those that are no longer sold; unknown ones are left out."""
    return {one.id: one.name for one in (await store.known(reads, merchant, ids)).values()}


async def known_goods(
    reads: Reads, merchant: MerchantId, ids: Collection[GoodsId]
) -> Mapping[GoodsId, Goods]:
    """The goods of these ids, also those that are no longer sold; unknown ones are left out."""
    return await store.known(reads, merchant, ids)


async def lines_of(
    reads: Reads, merchant: MerchantId, connection: ConnectionId, lines: Sequence[PosLine]
) -> tuple[BasketLine, ...]:
    """The lines of a till's bill with the categories that its products are in now."""
    ids = {goods_id(connection, line.product_id) for line in lines if line.product_id}
    return lines_with(connection, lines, await store.known(reads, merchant, ids))


def lines_with(
    connection: ConnectionId, lines: Sequence[PosLine], known: Mapping[GoodsId, Goods]
) -> tuple[BasketLine, ...]:
    """The lines of a till's bill, with the categories of `known` goods."""
    return tuple(_line(connection, line, known) for line in lines)


def _line(connection: ConnectionId, line: PosLine, known: Mapping[GoodsId, Goods]) -> BasketLine:
    product = goods_id(connection, line.product_id) if line.product_id else None
    goods = known.get(product) if product else None
    return BasketLine(
        product=product,
        categories=goods.categories if goods else (),
        quantity=line.quantity,
        total=line.total,
        tax=line.tax,
    )
