"""How a merchant's own things are called: points, goods, stores, tiers and segments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.whose import named
from regulars.kernel.ids import MemberId, StoreId, TierId
from regulars.merchants.model import Store
from regulars.merchants.stores import stores
from regulars.programs.define import find_program
from regulars.programs.goods.model import GoodsId, Selection
from regulars.programs.goods.read import names_of
from regulars.programs.segments.define import list_segments
from regulars.programs.segments.model import Segment
from regulars.programs.tiers.model import Tier

K = TypeVar("K")
UNNAMED = "Points"
GONE = "something that is gone"


@dataclass(frozen=True, slots=True)
class Voice:
    """Says what rules and conditions are about, in the merchant's words.

    `label` is what points are called. What is not known any more has no name of its own.
    """

    speech: Speech
    currency: str
    label: str = UNNAMED
    venues: Sequence[Store] = ()
    tiers: Sequence[Tier] = ()
    segments: Sequence[Segment] = ()
    goods: Mapping[GoodsId, str] = field(default_factory=dict)
    members: Mapping[MemberId, str] = field(default_factory=dict)

    def points(self, number: int) -> str:
        """`1 Point`, `1,200 Points`"""
        said, label = self.speech.number(number), self.label
        singular = number == 1 and label.endswith("s") and not label.endswith("ss")
        return f"{said} {label[:-1] if singular else label}"

    def selection(self, chosen: Selection, last: str = "or") -> str:
        """`Coffee, Tea or Cake`; nothing where nothing is chosen."""
        known = self.goods
        return listed(_named(known, (*chosen.categories, *chosen.products)), last)

    def stores(self, ids: Iterable[StoreId]) -> str:
        return listed(_named({one.id: one.name for one in self.venues}, ids), "and")

    def of_tiers(self, ids: Iterable[TierId]) -> str:
        return listed(_named({one.id: one.name for one in self.tiers}, ids), "and")


async def voice_of(
    request: ConsoleRequest, *chosen: Selection, members: Iterable[MemberId] = ()
) -> Voice:
    """The voice of the merchant who is signed in, knowing the goods `chosen` and `members`."""
    program = await find_program(request.db, request.merchant.id)
    scheme = program.terms.tiers if program else None
    ids = {one for each in chosen for one in (*each.products, *each.categories)}
    return Voice(
        speech=request.speech,
        currency=request.merchant.currency,
        label=program.points_label if program else UNNAMED,
        venues=await stores(request.db, request.merchant.id),
        tiers=scheme.tiers if scheme else (),
        segments=await list_segments(request.db, request.merchant.id),
        goods=await names_of(request.db, request.merchant.id, ids),
        members=await named(request, members),
    )


def listed(names: Sequence[str], last: str = "and") -> str:
    """`One, Two and Three`"""
    *most, end = names or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def sentence(text: str) -> str:
    """`text` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _named(known: Mapping[K, str], ids: Iterable[K]) -> list[str]:
    return [known.get(one, GONE) for one in ids]
