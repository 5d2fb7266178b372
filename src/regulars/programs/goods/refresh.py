"""What the tills sell is read again: when a till is connected, each night, and when it is asked."""

from datetime import datetime

import msgspec

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform import jobs
from regulars.platform.db import Database, Transaction
from regulars.platform.jobs import LATER, JobKind
from regulars.pos.model import PosGoods
from regulars.pos.port import Tills
from regulars.programs.goods.model import Goods, category_id, goods_id
from regulars.programs.store import goods as store


class GoodsJob(msgspec.Struct, frozen=True):
    """Read what the tills of a connection sell."""

    merchant: MerchantId
    connection: ConnectionId


REFRESH = JobKind("programs.refresh_goods", GoodsJob, priority=LATER)


async def refresh_goods(
    db: Database, tills: Tills, merchant: MerchantId, connection: ConnectionId, *, at: datetime
) -> int:
    """Keep what the tills of a connection sell now; answers how much that is.

    What is sold no more keeps its name. Raises `PosUnavailable`, `NotAuthorised`, `PosRefused`.
    """
    told = await tills.at(merchant, connection).goods()
    goods = {one.id: one for one in (goods_from(connection, each) for each in told)}

    async def keep(tx: Transaction) -> None:
        await store.refresh(tx, merchant, connection, list(goods.values()), at=at)

    await db.tx(keep)
    return len(goods)


async def ask_for_goods(db: Database, merchant: MerchantId, connection: ConnectionId) -> None:
    """Have it read soon, by a worker."""
    await _hand_out(db, [GoodsJob(merchant, connection)])


async def ask_for_all_goods(db: Database) -> None:
    """Have it read for every connection that is authorised."""
    await _hand_out(db, [GoodsJob(*one) for one in await store.connections(db)])


async def _hand_out(db: Database, wanted: list[GoodsJob]) -> None:
    async def enqueue(tx: Transaction) -> None:
        for job in wanted:
            await jobs.enqueue(tx, REFRESH, job, once=str(job.connection))

    if wanted:
        await db.tx(enqueue)


def goods_from(connection: ConnectionId, told: PosGoods) -> Goods:
    """What a till told of, as the hub knows it."""
    id_of = goods_id if told.kind == "product" else category_id
    return Goods(
        id=id_of(connection, told.id),
        kind=told.kind,
        name=told.name,
        categories=tuple(category_id(connection, one) for one in told.categories),
    )
