"""What the tills sell: read whole, kept by name, and found by whoever chooses from it."""

from tests.connectors.kounta.world import COFFEE, World

from regulars.pos.port import Haste
from regulars.programs.goods.model import Selection, category_id, goods_id
from regulars.programs.goods.read import goods_of, has_goods, known_goods, names_of
from regulars.programs.goods.refresh import refresh_goods


async def test_all_that_is_sold_is_read_from_all_pages(world: World) -> None:
    world.simulator.cloud.switches.page_size_products = 5
    sold = await world.till(Haste.NOBODY).goods()
    menu = world.simulator.cloud.state
    assert len(sold) == len(menu.products) + len(menu.categories)
    coffee = next(one for one in sold if (one.kind, one.id) == ("product", str(COFFEE)))
    assert (coffee.name, coffee.categories) == (
        "Flat white",
        (str(menu.products[COFFEE].category_id),),
    )


async def test_what_is_sold_is_found_and_what_is_gone_keeps_its_name(world: World) -> None:
    db, merchant, connection = world.db, world.merchant, world.connection
    assert not await has_goods(db, merchant)
    await refresh_goods(db, world.tills, merchant, connection, at=world.watch())
    flat_white = goods_id(connection, str(COFFEE))
    menu = world.simulator.cloud.state
    in_category = category_id(connection, str(menu.products[COFFEE].category_id))
    known = await known_goods(db, merchant, {flat_white})
    assert Selection(categories=(in_category,)).names(flat_white, known[flat_white].categories)

    menu.products[COFFEE].name = "Flat White!"
    gone = menu.products.pop(COFFEE + 1)
    count = await refresh_goods(db, world.tills, merchant, connection, at=world.watch())
    assert count == len(menu.products) + len(menu.categories)

    async def found(text: str) -> list[str]:
        return [
            one.name for one in await goods_of(db, merchant, text=text, kind="product", limit=5)
        ]

    assert await found("flat w") == ["Flat White!"]
    assert await found(gone.name) == []
    id_of_gone = goods_id(connection, str(COFFEE + 1))
    assert await names_of(db, merchant, {id_of_gone}) == {id_of_gone: gone.name}
    assert await found("%") == []
