"""What the tills sell, as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.goods.model import Goods, GoodsId, GoodsKind

COLUMNS = "g.id, g.kind, g.name, g.categories, g.sold"

KNOWN = f"select {COLUMNS} from goods g where g.merchant_id = $1 and g.id = any($2)"

FOUND = f"""
    select {COLUMNS}
      from goods g
     where g.merchant_id = $1 and g.sold and g.kind = $2 and strpos(lower(g.name), lower($3)) > 0
     order by strpos(lower(g.name), lower($3)) = 1 desc, lower(g.name), g.id
     limit $4
"""

CONNECTIONS = "select merchant_id, id from connections where status = 'authorised'"

ANY = "select exists (select from goods where merchant_id = $1 and sold)"

# What the till no longer tells of stays by its name: a reward may be for it.
REFRESH = """
    with read as (
        insert into goods as g (merchant_id, id, connection_id, kind, name, categories, sold,
                                read_at)
        select $1, new.id, $2, new.kind, new.name,
               array(select jsonb_array_elements_text(new.categories)), true, $4
          from jsonb_to_recordset($3::jsonb)
            as new(id text, kind text, name text, categories jsonb)
        on conflict (merchant_id, id) do update
           set kind = excluded.kind, name = excluded.name, categories = excluded.categories,
               sold = true, read_at = excluded.read_at
        returning g.id
    )
    update goods set sold = false
     where merchant_id = $1 and connection_id = $2 and sold and id not in (select id from read)
"""


async def connections(reads: Reads) -> Sequence[tuple[MerchantId, ConnectionId]]:
    """All that are authorised, of every merchant."""
    rows = await reads.all(CONNECTIONS)
    return [(MerchantId(row["merchant_id"]), ConnectionId(row["id"])) for row in rows]


async def known(
    reads: Reads, merchant: MerchantId, ids: Collection[GoodsId]
) -> dict[GoodsId, Goods]:
    """Those of `ids` that there are, also what is no longer sold."""
    if not ids:
        return {}
    rows = await reads.all(KNOWN, merchant, list(ids))
    return {GoodsId(row["id"]): goods_of(row) for row in rows}


async def found(
    reads: Reads, merchant: MerchantId, *, text: str, kind: GoodsKind, limit: int
) -> Sequence[Goods]:
    return [goods_of(row) for row in await reads.all(FOUND, merchant, kind, text, limit)]


async def any_goods(reads: Reads, merchant: MerchantId) -> bool:
    return bool(await reads.value(ANY, merchant))


async def refresh(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    goods: Sequence[Goods],
    *,
    at: datetime,
) -> None:
    """Keep what a connection sells now, in place of what it sold before."""
    await tx.run(REFRESH, merchant, connection, list(goods), at)


def goods_of(row: Row) -> Goods:
    return Goods(
        id=GoodsId(row["id"]),
        kind=row["kind"],
        name=row["name"],
        categories=tuple(GoodsId(one) for one in row["categories"]),
        sold=row["sold"],
    )
