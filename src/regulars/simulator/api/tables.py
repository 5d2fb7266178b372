"""The tables of a site, with the ids of the orders open there."""

from typing import get_args

from regulars.simulator import tables
from regulars.simulator.api.sight import visible_site
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.http import Answer, Call, json_answer
from regulars.simulator.model import OrderStatus


def list_all(cloud: Cloud, call: Call, site: int) -> Answer:
    needs_addon(cloud, call, site)
    status = call.param("status")
    if status is not None and status not in get_args(OrderStatus):
        raise Refused(f"There is no order status {status}.")
    return json_answer(tables.read(cloud, site, status=status))


def read(cloud: Cloud, call: Call, site: int, table: str) -> Answer:
    needs_addon(cloud, call, site)
    known = tables.named(cloud, site, table)
    return json_answer(tables.shape(cloud, known, tables.orders_at(cloud, known)))


def needs_addon(cloud: Cloud, call: Call, site: int) -> None:
    visible_site(cloud, call, site)
    if not cloud.switches.tables_addon:
        raise Refused("The Tables add-on is not enabled.", code="not_found")
