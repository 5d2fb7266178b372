"""What a site has: its tables, and the products that it sells and has in stock."""

from typing import Any

from litestar import Controller, Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from regulars.simulator import events, tables
from regulars.simulator.catalogue import Product
from regulars.simulator.cloud import Cloud
from regulars.simulator.web.answers import body_of, shown

Req = Request[Any, Any, Any]
Answer = Response[bytes]
TheCloud = NamedDependency[Cloud]
Id = FromPath[int]


class ProductBody(Struct):
    available: bool | None = None
    sold: bool | None = None


class NewTable(Struct):
    name: str
    section: str = ""


class TableChange(Struct):
    name: str | None = None
    section: str | None = None


class PlaceCalls(Controller):
    path = "/simulator"

    @get("/sites")
    async def sites(self, cloud: TheCloud) -> Answer:
        return shown([whole_site(cloud, each) for each in cloud.state.sites])

    @put("/sites/{site:int}/products/{product:int}")
    async def change_product(self, request: Req, cloud: TheCloud, site: Id, product: Id) -> Answer:
        body = await body_of(request, ProductBody)
        cloud.site(site)
        known = cloud.product(product)
        if body.available is not None:
            known.unavailable_at = with_or_without(known.unavailable_at, site, not body.available)
        if body.sold is not None:
            known.not_sold_at = with_or_without(known.not_sold_at, site, not body.sold)
        cloud.save()
        return shown(product_shape(known, site))

    @post("/sites/{site:int}/tables", status_code=201)
    async def add_table(self, request: Req, cloud: TheCloud, site: Id) -> Answer:
        body = await body_of(request, NewTable)
        table = tables.add(cloud, site, section=body.section, name=body.name)
        events.tables_changed(cloud, site)
        cloud.save()
        return shown(table, 201)

    @put("/tables/{table:int}")
    async def change_table(self, request: Req, cloud: TheCloud, table: Id) -> Answer:
        body = await body_of(request, TableChange)
        known = tables.by_id(cloud, table)
        tables.change(cloud, known, section=body.section, name=body.name)
        events.tables_changed(cloud, known.site_id)
        cloud.save()
        return shown(known)

    @delete("/tables/{table:int}")
    async def remove_table(self, cloud: TheCloud, table: Id) -> None:
        known = tables.by_id(cloud, table)
        tables.remove(cloud, known)
        events.tables_changed(cloud, known.site_id)
        cloud.save()


def whole_site(cloud: Cloud, site_id: int) -> dict[str, Any]:
    menu = [each for each in cloud.state.products.values() if each.category_id is not None]
    return {
        "id": site_id,
        "name": cloud.site(site_id).name,
        "tables": tables.of_site(cloud, site_id),
        "products": [product_shape(each, site_id) for each in menu],
    }


def product_shape(product: Product, site_id: int) -> dict[str, Any]:
    return {
        "id": product.id,
        "name": product.name,
        "available": site_id not in product.unavailable_at,
        "sold": site_id not in product.not_sold_at,
    }


def with_or_without(sites: list[int], site_id: int, wanted: bool) -> list[int]:
    others = [each for each in sites if each != site_id]
    return [*others, site_id] if wanted else others
