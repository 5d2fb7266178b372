"""Products and categories, chosen in a form and looked for as one types."""

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.programs.goods.model import Goods, GoodsId, GoodsKind, Selection
from regulars.programs.goods.read import goods_of, has_goods, names_of

SHOWN = 8
MOST_CHOSEN = 60
LONGEST_ID = 120
ICONS: dict[GoodsKind, str] = {"product": "coffee", "category": "layers"}


@dataclass(frozen=True, slots=True)
class Picker:
    """The choices of a goods picker: those that are chosen, then those that were found.

    `connected` says whether a till has told what it sells; `missed` that something was looked for
    in vain. A choice is a field's name, what it is called, whether it is chosen, and its picture.
    """

    connected: bool
    missed: bool
    choices: Sequence[tuple[str, str, bool, str]]


async def picker(request: ConsoleRequest, form: Form) -> Picker:
    chosen = typed_selection(form)
    ids = {*chosen.products, *chosen.categories}
    names = await names_of(request.db, request.merchant.id, ids)
    choices = [
        (f"{kind}:{one}", names[one], True, ICONS[kind])
        for kind, those in _by_kind(chosen)
        for one in those
        if one in names
    ]
    # What cannot be a word of a product finds none.
    keyword = Form(form.fields).text("goods_keyword", most=100)
    found = await look(request, keyword) if keyword else []
    choices += [
        (f"{one.kind}:{one.id}", one.name, False, ICONS[one.kind])
        for one in found
        if one.id not in ids
    ]
    connected = await has_goods(request.db, request.merchant.id)
    return Picker(connected, bool(keyword) and not found, choices)


async def look(request: ConsoleRequest, keyword: str) -> Sequence[Goods]:
    merchant = request.merchant.id
    return [
        *await goods_of(request.db, merchant, text=keyword, kind="category", limit=SHOWN),
        *await goods_of(request.db, merchant, text=keyword, kind="product", limit=SHOWN),
    ]


def typed_selection(form: Form) -> Selection:
    """What is chosen in a form, whether there is such a thing or not."""
    return Selection(products=_chosen(form, "product"), categories=_chosen(form, "category"))


async def read_selection(form: Form, request: ConsoleRequest, *, required: str = "") -> Selection:
    """What is chosen. `required` is the sentence for nothing; its error is `goods`."""
    chosen = typed_selection(form)
    ids = {*chosen.products, *chosen.categories}
    if required and not ids:
        form.errors["goods"] = required
    if len(ids) > MOST_CHOSEN:
        form.errors["goods"] = f"At most {MOST_CHOSEN} products and categories. Choose a category?"
    elif ids != (await names_of(request.db, request.merchant.id, ids)).keys():
        form.errors["goods"] = "There is no such product."
    return chosen


def selection_typed(chosen: Selection) -> dict[str, str]:
    """The fields that a form shows a choice in."""
    return {f"{kind}:{one}": "on" for kind, those in _by_kind(chosen) for one in those}


def _chosen(form: Form, kind: GoodsKind) -> tuple[GoodsId, ...]:
    names = (name for name in form.fields if name.startswith(f"{kind}:") and form.flag(name))
    ids = (GoodsId(name.removeprefix(f"{kind}:")) for name in names)
    return tuple(one for one in ids if len(one) <= LONGEST_ID and one.isprintable())


def _by_kind(chosen: Selection) -> tuple[tuple[GoodsKind, tuple[GoodsId, ...]], ...]:
    return ("category", chosen.categories), ("product", chosen.products)
