"""Products, categories, price lists and stock."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from regulars.simulator.api.answers import created, listed, whole_number
from regulars.simulator.api.company import tax_shape
from regulars.simulator.api.sight import visible_site, visible_sites
from regulars.simulator.catalogue import Category, Product
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.http import Answer, Call, json_answer
from regulars.simulator.pricing import UNIT_PLACES, total_of

Json = dict[str, Any]
LARGEST_PRICE = 10**9
PRICE_LIST = {"id": 1, "name": "Base", "parent_id": None}


class ProductDraft(msgspec.Struct, kw_only=True):
    name: str
    code: str | None = None
    category_id: int | None = None
    unit_price: Decimal = Decimal(0)
    is_modifier: bool = False


def products(cloud: Cloud, call: Call) -> Answer:
    return listing(cloud, call, filtered(cloud, call), None)


def products_of_site(cloud: Cloud, call: Call, site: int) -> Answer:
    visible_site(cloud, call, site)
    rows = sold_at(site, filtered(cloud, call))
    if (available := call.param("is_available")) is not None:
        wanted = available in ("1", "true")
        rows = [each for each in rows if (site not in each.unavailable_at) == wanted]
    return listing(cloud, call, rows, site)


def products_of_category(
    cloud: Cloud, call: Call, category: int, site: int | None = None
) -> Answer:
    known_category(cloud, category)
    rows = [each for each in filtered(cloud, call) if each.category_id == category]
    if site is not None:
        rows = sold_at(site, rows)
    return listing(cloud, call, rows, site)


def listing(cloud: Cloud, call: Call, rows: list[Product], site: int | None) -> Answer:
    return listed(
        cloud,
        call,
        rows,
        lambda each: product_shape(cloud, call, each, site),
        id_of=lambda each: each.id,
        size=cloud.switches.page_size_products,
    )


def sold_at(site: int, rows: list[Product]) -> list[Product]:
    return [each for each in rows if site not in each.not_sold_at]


def filtered(cloud: Cloud, call: Call) -> list[Product]:
    rows = list(cloud.state.products.values())
    if name := call.param("name"):
        rows = [each for each in rows if name.casefold() in each.name.casefold()]
    if exact := call.param("exactname"):
        rows = [each for each in rows if each.name == exact]
    if sku := call.param("sku"):
        rows = [each for each in rows if each.code == sku]
    if ids := call.param("ids"):
        wanted = {whole_number(part.strip(), "ids") for part in ids.split(",")}
        rows = [each for each in rows if each.id in wanted]
    return rows


def product(cloud: Cloud, call: Call, product: int, site: int | None = None) -> Answer:
    return json_answer(product_shape(cloud, call, cloud.product(product), site))


def modifiers(cloud: Cloud, call: Call, product: int, site: int | None = None) -> Answer:
    cloud.product(product)
    rows = [each for each in cloud.state.products.values() if each.is_modifier]
    return listing(cloud, call, rows, site)


def categories_of_product(
    cloud: Cloud, call: Call, product: int, site: int | None = None
) -> Answer:
    if site is not None:
        visible_site(cloud, call, site)
    category = cloud.product(product).category_id
    rows = [each for each in cloud.state.categories.values() if each.id == category]
    return listed(cloud, call, rows, category_listed, id_of=lambda each: each.id)


def create(cloud: Cloud, call: Call) -> Answer:
    """`unit_price` is without tax, as it is on lines."""
    draft = call.as_draft(ProductDraft)
    if not draft.name.strip():
        raise Refused("name is required.")
    if not draft.unit_price.is_finite() or abs(draft.unit_price) > LARGEST_PRICE:
        raise Refused("unit_price is out of range.")
    if draft.category_id is not None:
        known_category(cloud, draft.category_id)
    taxes = list(cloud.state.taxes.values())
    number = cloud.new_id("product")
    cloud.state.products[number] = Product(
        id=number,
        name=draft.name,
        code=draft.code or f"P{number}",
        category_id=draft.category_id,
        unit_price=draft.unit_price * (1 + total_of(tax.rate for tax in taxes)),
        tax_ids=[tax.id for tax in taxes],
        is_modifier=draft.is_modifier,
        stock=dict.fromkeys(cloud.state.sites, 0),
    )
    return created(cloud, call, f"/companies/{cloud.state.company.id}/products/{number}")


def product_shape(cloud: Cloud, call: Call, product: Product, site: int | None) -> Json:
    """Flat when read at a site; per-site data in `sites` when read for the company."""
    taxes = [cloud.state.taxes[tax_id] for tax_id in product.tax_ids]
    ex_tax = price_ex_tax(cloud, product)
    shape: Json = {
        "id": product.id,
        "name": product.name,
        "code": product.code,
        "barcode": None,
        "description": None,
        "image": None,
        "tags": [],
        "cost_price": None,
        "unit_price": ex_tax,
        "taxes": [tax_shape(tax) for tax in taxes],
        "show_online": True,
        "is_modifier": product.is_modifier,
    }
    if site is not None:
        shape["stock"] = product.stock.get(site, 0)
        shape["is_available"] = site not in product.unavailable_at
    else:
        shape["sites"] = [
            {"id": each, "unit_price": ex_tax, "stock": product.stock.get(each, 0)}
            for each in visible_sites(cloud, call)
        ]
    return shape | extra_fields(cloud, call, product)


def extra_fields(cloud: Cloud, call: Call, product: Product) -> Json:
    ex_tax = price_ex_tax(cloud, product)
    category = cloud.state.categories.get(product.category_id or 0)
    known = {
        "image": None,
        "categories": [category_listed(category)] if category else [],
        "option_sets": [],
        "availability": None,
        "unit_price": product.unit_price,
        "unit_price_ex_tax": ex_tax,
        "unit_tax": product.unit_price - ex_tax,
        "variants": [],
        "variant_parent_id": None,
        "docket_name": None,
    }
    asked = (call.param("fields") or "").split(",")
    return {name: known[name] for name in map(str.strip, asked) if name in known}


def price_ex_tax(cloud: Cloud, product: Product) -> Decimal:
    rate = total_of(cloud.state.taxes[tax_id].rate for tax_id in product.tax_ids)
    return (product.unit_price / (1 + rate)).quantize(UNIT_PLACES, ROUND_HALF_UP)


def categories_of_site(cloud: Cloud, call: Call, site: int) -> Answer:
    visible_site(cloud, call, site)
    return categories(cloud, call)


def categories(cloud: Cloud, call: Call) -> Answer:
    rows = list(cloud.state.categories.values())
    return listed(cloud, call, rows, category_listed, id_of=lambda each: each.id)


def category(cloud: Cloud, call: Call, category: int, site: int | None = None) -> Answer:
    if site is not None:
        visible_site(cloud, call, site)
    known = known_category(cloud, category)
    count = sum(each.category_id == category for each in cloud.state.products.values())
    return json_answer(
        {
            **category_listed(known),
            "description": None,
            "image": None,
            "products": {"count": count, "updated_at": None},
        }
    )


def known_category(cloud: Cloud, category: int) -> Category:
    known = cloud.state.categories.get(category)
    if known is None:
        raise not_found("category", category)
    return known


def category_listed(category: Category) -> Json:
    return {"id": category.id, "name": category.name}


def price_lists(*_: object) -> Answer:
    return json_answer([PRICE_LIST])


def price_list(cloud: Cloud, _: Call, price_list: str) -> Answer:
    if price_list not in ("base", str(PRICE_LIST["id"])):
        raise not_found("price list", price_list)
    prices = [
        {"id": each.id, "name": each.name, "unit_price": price_ex_tax(cloud, each)}
        for each in cloud.state.products.values()
    ]
    return json_answer({**PRICE_LIST, "products": prices})


def inventory(cloud: Cloud, call: Call, site: int) -> Answer:
    visible_site(cloud, call, site)
    return listed(
        cloud,
        call,
        list(cloud.state.products.values()),
        lambda each: {"id": each.id, "stock": each.stock.get(site, 0)},
        id_of=lambda each: each.id,
        size=cloud.switches.page_size_products,
        by_start=True,
    )
