"""The customer of the open sale: searched in a loyalty program, chosen, looked up."""

from regulars.simulator import customers
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused, not_found
from regulars.simulator.loyalty.calls import LoyaltyCalls
from regulars.simulator.model import Addon, Customer, Order, Rewards, Search, Till
from regulars.simulator.till import sale


def why_not_ready(cloud: Cloud, addon: Addon) -> str | None:
    """Why the till cannot use the add-on's loyalty program; None when it can."""
    granted = any(each.client_id == addon.client_id for each in cloud.state.refresh_tokens.values())
    if not addon.loyalty_enabled:
        return "Integrated Customers is switched off in the add-on's settings."
    if not addon.search_url or not addon.lookup_url:
        return "The add-on's search and lookup addresses are not set."
    if cloud.switches.loyalty_needs_grant and not granted:
        return "Nobody has authorised the add-on yet."
    return None


async def search(
    cloud: Cloud, calls: LoyaltyCalls, till: Till, keyword: str, client_id: str | None
) -> None:
    """Ask the program for members. A sale is started when none is open."""
    addon = program(cloud, client_id)
    if sale.current(cloud, till) is None:
        sale.start(cloud, till)
    order = sale.opened(cloud, till)
    placeholder = till.placeholder or ""
    reading = await calls.search(
        addon, keyword=keyword, site_id=order.site_id, placeholder=placeholder
    )
    till.search = Search(
        keyword=keyword,
        client_id=addon.client_id,
        members=reading.members,
        error=reading.error,
    )
    till.message = None
    if reading.error:
        sale.say(cloud, till, "error", reading.error)


def program(cloud: Cloud, client_id: str | None) -> Addon:
    addons = list(cloud.state.addons.values())
    addon = cloud.addon(client_id) if client_id else next(iter(addons))
    if (reason := why_not_ready(cloud, addon)) is not None:
        raise Refused(reason)
    return addon


async def choose_member(cloud: Cloud, calls: LoyaltyCalls, till: Till, member_id: str) -> None:
    sale.opened(cloud, till)
    found = till.search
    member = next((each for each in found.members if each.id == member_id), None) if found else None
    if found is None or member is None:
        raise not_found("member found with the id", member_id)
    try:
        customer = customers.linked(cloud, member, found.client_id)
    except Refused as refused:
        sale.say(cloud, till, "error", f"The customer cannot be created. {refused.sentence}")
        return
    attach(cloud, till, customer)
    till.message = None
    await show_rewards(cloud, calls, till, cloud.addon(found.client_id), customer)


async def choose_customer(cloud: Cloud, calls: LoyaltyCalls, till: Till, customer_id: int) -> None:
    customer = cloud.customer(customer_id)
    sale.opened(cloud, till)
    attach(cloud, till, customer)
    till.message = None
    await look_up_again(cloud, calls, till)


def attach(cloud: Cloud, till: Till, customer: Customer) -> None:
    def change(order: Order) -> None:
        order.customer_id = customer.id

    sale.edit(cloud, till, change, part="CUSTOMER")
    till.rewards = None


def remove_customer(cloud: Cloud, till: Till) -> None:
    def change(order: Order) -> None:
        order.customer_id = None

    sale.edit(cloud, till, change, part="CUSTOMER")
    till.rewards = None
    sale.say(cloud, till, "info", "The customer was removed.")


async def look_up_again(cloud: Cloud, calls: LoyaltyCalls, till: Till) -> None:
    if sale.opened(cloud, till).customer_id is None:
        raise Refused("The sale has no customer.")
    if not await look_up(cloud, calls, till):
        sale.say(cloud, till, "info", "The customer is not linked to a loyalty program.")


async def look_up(cloud: Cloud, calls: LoyaltyCalls, till: Till) -> bool:
    """Show the rewards of the sale's customer in the first program that knows them, if one does."""
    customer = cloud.state.customers.get(sale.opened(cloud, till).customer_id or 0)
    if customer is None:
        return False
    for addon in cloud.state.addons.values():
        known = addon.client_id in customer.references
        wanted = known or not cloud.switches.lookup_needs_reference
        if wanted and why_not_ready(cloud, addon) is None:
            await show_rewards(cloud, calls, till, addon, customer)
            return True
    return False


async def show_rewards(
    cloud: Cloud, calls: LoyaltyCalls, till: Till, addon: Addon, customer: Customer
) -> None:
    order = sale.opened(cloud, till)
    reading = await calls.lookup(
        addon,
        customer_id=customer.id,
        reference_id=customer.references.get(addon.client_id, ""),
        site_id=order.site_id,
        placeholder=till.placeholder or "",
    )
    till.rewards = Rewards(
        client_id=addon.client_id,
        member=reading.member,
        rewards=reading.rewards,
        error=reading.error,
    )
    if reading.error:
        sale.say(cloud, till, "error", reading.error)
