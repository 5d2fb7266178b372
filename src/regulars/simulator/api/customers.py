"""Customers: found by redirect, linked by each application's own reference_id."""

from regulars.simulator import customers
from regulars.simulator.api.answers import created, listed, redirect, updated
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import CustomerDraft
from regulars.simulator.errors import Refused
from regulars.simulator.http import Answer, Call, json_answer
from regulars.simulator.model import Customer
from regulars.simulator.shapes import customer_addresses, customer_listed, customer_single

KNOWN_PARAMETERS = frozenset(
    {"reference_id", "email", "mobile", "first_name", "last_name", "phone", "start", "page"}
)


def list_or_find(cloud: Cloud, call: Call) -> Answer:
    for name, _ in call.query:
        if name not in KNOWN_PARAMETERS:
            call.think("odd", f"No source knows the filter {name}; it is ignored.")
    if (reference := call.param("reference_id")) is not None:
        return listing(cloud, call, customers.with_reference(cloud, call.client_id, reference))
    if (email := call.param("email")) is not None:
        return found(cloud, call, customers.with_email(cloud, email))
    if (mobile := call.param("mobile")) is not None:
        return found(cloud, call, customers.with_mobile(cloud, mobile))
    if any(call.param(name) is not None for name in ("first_name", "last_name", "phone")):
        return found(cloud, call, named(cloud, call))
    return listing(cloud, call, list(cloud.state.customers.values()))


def named(cloud: Cloud, call: Call) -> Customer | None:
    first, last, phone = (call.param(name) for name in ("first_name", "last_name", "phone"))
    if first is None or last is None or phone is None:
        raise Refused("first_name, last_name and phone are needed together.")
    return customers.with_name_and_phone(cloud, first, last, phone)


def found(cloud: Cloud, call: Call, customer: Customer | None) -> Answer:
    if customer is None:
        raise Refused("No customer matches.", code="not_found")
    if cloud.switches.customer_search_redirects:
        return redirect(cloud, call, path_of(cloud, customer))
    return json_answer(customer_single(cloud, customer, call.client_id))


def listing(cloud: Cloud, call: Call, rows: list[Customer]) -> Answer:
    return listed(
        cloud,
        call,
        rows,
        lambda each: customer_listed(each, call.client_id),
        id_of=lambda each: each.id,
    )


def read(cloud: Cloud, call: Call, customer: int) -> Answer:
    return json_answer(customer_single(cloud, cloud.customer(customer), call.client_id))


def create(cloud: Cloud, call: Call) -> Answer:
    customer = customers.create(cloud, call.as_draft(CustomerDraft), client_id=call.client_id)
    return created(cloud, call, path_of(cloud, customer))


def update(cloud: Cloud, call: Call, customer: int) -> Answer:
    cloud.customer(customer)
    draft = call.as_draft(CustomerDraft)
    changed = customers.update(cloud, customer, draft, client_id=call.client_id)
    return updated(cloud, customer_single(cloud, changed, call.client_id))


def addresses(cloud: Cloud, _: Call, customer: int) -> Answer:
    return json_answer(customer_addresses(cloud.customer(customer)))


def path_of(cloud: Cloud, customer: Customer) -> str:
    return f"/companies/{cloud.state.company.id}/customers/{customer.id}"
