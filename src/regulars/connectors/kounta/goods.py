"""What a company sells: its categories, and its products with the categories they are in."""

from collections.abc import Sequence

from regulars.connectors.kounta.client import KountaClient
from regulars.connectors.kounta.payloads import Named, ProductBody, text
from regulars.pos.model import PosGoods

MOST_PAGES = 200
"""Of a hundred products each."""


async def goods_of(client: KountaClient, company: str) -> Sequence[PosGoods]:
    """All of it, at the address of the company."""
    categories = await client.pages(f"{company}/categories", Named, most=MOST_PAGES)
    products = await client.pages(
        f"{company}/products", ProductBody, {"fields": "categories"}, most=MOST_PAGES
    )
    return [
        *(PosGoods("category", text(one.id), _name(one)) for one in categories),
        *(PosGoods("product", text(one.id), _name(one), _categories(one)) for one in products),
    ]


def _categories(product: ProductBody) -> tuple[str, ...]:
    return tuple(text(category.id) for category in product.categories or ())


def _name(one: Named) -> str:
    return one.name or text(one.id)
