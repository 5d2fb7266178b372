"""What tills sell, for pages on which somebody chooses products; and the fields of a page."""

import re

from tests.faces.console import NOON

from regulars.kernel.ids import MerchantId
from regulars.merchants.connections import enable
from regulars.platform.db import Database
from regulars.programs.goods.model import Goods, GoodsId, category_id, goods_id
from regulars.programs.store.goods import refresh

TEXTS = re.compile(r'<input class="input" id="field-(\w+)"[^>]*? value="([^"]*)"')
CHOSEN = re.compile(r'<option value="([^"]+)" selected>')
SELECTS = re.compile(r'<select class="input" id="field-\w+" name="(\w+)".*?</select>', re.DOTALL)
TICKED = re.compile(r'type="checkbox"(?: role="switch")? name="([^"]+)" ?checked')
PICKED = re.compile(r'type="radio" name="(\w+)" value="([^"]*)" checked')


async def sells_coffee(db: Database, merchant: MerchantId) -> dict[str, GoodsId]:
    """The till sells flat white in the category coffee, and cake."""
    connection = (await enable(db, merchant, "kounta", at=NOON)).id
    coffee = category_id(connection, "1")
    sold = [
        Goods(coffee, "category", "Coffee"),
        Goods(goods_id(connection, "1"), "product", "Flat white", (coffee,)),
        Goods(goods_id(connection, "2"), "product", "Coffee cake"),
    ]
    await db.tx(lambda tx: refresh(tx, merchant, connection, sold, at=NOON))
    return {one.name: one.id for one in sold}


def filled_in(page: str) -> dict[str, str]:
    """What the forms of a page would send as they stand."""
    chosen = {
        found[1]: picked[1]
        for found in SELECTS.finditer(page)
        if (picked := CHOSEN.search(found[0]))
    }
    ticked = dict.fromkeys(TICKED.findall(page), "on")
    return dict(TEXTS.findall(page)) | chosen | ticked | dict(PICKED.findall(page))
