"""Products and categories of the tills, and choices among them."""

from typing import Literal, NewType, TypeAlias

import msgspec

from regulars.kernel.ids import ConnectionId

GoodsId = NewType("GoodsId", str)
"""A product or category: the connection it is from, then the till's own id: `0198…/12`."""

GoodsKind: TypeAlias = Literal["product", "category"]


def goods_id(connection: ConnectionId, id_: str) -> GoodsId:
    """The id under which the hub knows what the till of `connection` calls `id_`."""
    return GoodsId(f"{connection.hex}/{id_}")


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
