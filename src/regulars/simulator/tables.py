"""The Tables add-on: the tables of a site and the open orders at each."""

from collections import defaultdict
from typing import Any

from regulars.simulator.catalogue import Table
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.model import Order, OrderStatus

Json = dict[str, Any]
SHOWN: tuple[OrderStatus, ...] = ("ON_HOLD", "PENDING")
LONGEST_NAME = 40


def read(cloud: Cloud, site_id: int, *, status: str | None = None) -> list[Json]:
    """All tables of the site; with a status only those with such an order."""
    seated: defaultdict[int | None, list[Order]] = defaultdict(list)
    for order in cloud.state.orders.values():
        if status in (None, order.status):
            seated[shown_at(order)].append(order)
    shapes = []
    for table in of_site(cloud, site_id):
        orders = seated[table.id]
        if orders or status is None:
            shapes.append(shape(cloud, table, orders))
    return shapes


def shape(cloud: Cloud, table: Table, orders: list[Order]) -> Json:
    if cloud.switches.table_orders == "order_ids":
        open_orders: Json = {"order_ids": [order.id for order in orders]}
    else:
        open_orders = {
            "orders": [
                {"id": order.id, "id_str": str(order.id), "status": order.status}
                for order in orders
            ]
        }
    return {
        "section": table.section,
        "name": table.name,
        "number": int(table.name) if table.name.isascii() and table.name.isdigit() else None,
        **open_orders,
    }


def orders_at(cloud: Cloud, table: Table) -> list[Order]:
    return [order for order in cloud.state.orders.values() if shown_at(order) == table.id]


def shown_at(order: Order | None) -> int | None:
    """The table that lists the order: only what is open counts."""
    return order.table_id if order is not None and order.status in SHOWN else None


def of_site(cloud: Cloud, site_id: int) -> list[Table]:
    return [table for table in cloud.state.tables.values() if table.site_id == site_id]


def named(cloud: Cloud, site_id: int, name: str) -> Table:
    wanted = name.strip().casefold()
    for table in of_site(cloud, site_id):
        if table.name.casefold() == wanted:
            return table
    raise not_found("table", name)


def by_id(cloud: Cloud, table_id: int) -> Table:
    table = cloud.state.tables.get(table_id)
    if table is None:
        raise not_found("table", table_id)
    return table


def add(cloud: Cloud, site_id: int, *, section: str, name: str) -> Table:
    cloud.site(site_id)
    table = Table(id=0, site_id=site_id, section=section.strip(), name="")
    table.name = free_name(cloud, table, name)
    table.id = cloud.new_id("table")
    cloud.state.tables[table.id] = table
    return table


def change(cloud: Cloud, table: Table, *, section: str | None, name: str | None) -> None:
    if name is not None:
        table.name = free_name(cloud, table, name)
    if section is not None:
        table.section = section.strip()


def remove(cloud: Cloud, table: Table) -> None:
    """Orders at the table go on without one."""
    del cloud.state.tables[table.id]


def free_name(cloud: Cloud, table: Table, name: str) -> str:
    wanted = name.strip()
    if not 0 < len(wanted) <= LONGEST_NAME:
        raise Refused(f"A table's name has 1 to {LONGEST_NAME} characters.")
    for other in of_site(cloud, table.site_id):
        if other.id != table.id and other.name.casefold() == wanted.casefold():
            raise Refused(f"There is a table {other.name} at this site already.")
    return wanted
