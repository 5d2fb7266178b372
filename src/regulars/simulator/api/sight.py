"""What a caller may see: the sites of the person who granted the access."""

from regulars.simulator.catalogue import Site
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import not_found
from regulars.simulator.http import Call
from regulars.simulator.model import Order


def visible_sites(cloud: Cloud, call: Call) -> dict[int, Site]:
    granted = cloud.staff(call.staff_id).site_ids
    sites = cloud.state.sites
    return {key: site for key, site in sites.items() if granted is None or key in granted}


def visible_site(cloud: Cloud, call: Call, site_id: int) -> Site:
    site = visible_sites(cloud, call).get(site_id)
    if site is None:
        raise not_found("site", site_id)
    return site


def visible_order(cloud: Cloud, call: Call, order_id: int) -> Order:
    order = cloud.order(order_id)
    if order.site_id not in visible_sites(cloud, call):
        raise not_found("order", order_id)
    return order
