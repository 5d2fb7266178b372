"""Products and categories of the tills, and choices among them."""

from typing import Literal, NewType, TypeAlias

import msgspec

from regulars.kernel.ids import ConnectionId

GoodsId = NewType("GoodsId", str)
"""A product, `0198…/12`, or a category, `0198…/category/12`: the connection and the till's id."""

GoodsKind: TypeAlias = Literal["product", "category"]


def goods_id(connection: ConnectionId, id_: str) -> GoodsId:
    """The id under which the hub knows the product that the till of `connection` calls `id_`."""
    return GoodsId(f"{connection.hex}/{id_}")


def category_id(connection: ConnectionId, id_: str) -> GoodsId:
    """The same of a category, which may have the number of a product."""
    return GoodsId(f"{connection.hex}/category/{id_}")


class Goods(msgspec.Struct, frozen=True):
    """A product with its categories, or a category, as the till had it when it was last read."""

    id: GoodsId
    kind: GoodsKind
    name: str
    categories: tuple[GoodsId, ...] = ()
    sold: bool = True


class Selection(msgspec.Struct, frozen=True):
    """Some products, and all that are in some categories. Nothing chosen is everything.

    Where goods are left out, nothing chosen leaves nothing out.
    """

    products: tuple[GoodsId, ...] = ()
    categories: tuple[GoodsId, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.products or self.categories)

    def names(self, product: GoodsId, categories: tuple[GoodsId, ...]) -> bool:
        """Whether a product in `categories` is chosen by name, or by one of them."""
        return product in self.products or any(one in self.categories for one in categories)
