"""What the simulated till sells, as the hub knows it."""

from regulars.faces.cli.simulate.world import World
from regulars.programs.goods.model import Selection, goods_id

COFFEE, MAINS, DRINKS = "301", "303", "306"
"""The till's own ids of its categories."""


def category(world: World, number: str) -> Selection:
    assert world.connection is not None, "goods are those of a connection"
    return Selection(categories=(goods_id(world.connection, number),))


def product(world: World, number: str) -> Selection:
    assert world.connection is not None, "goods are those of a connection"
    return Selection(products=(goods_id(world.connection, number),))
