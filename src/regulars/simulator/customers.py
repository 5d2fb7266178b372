"""The customers of the company, and how a chosen member becomes one."""

from copy import deepcopy

from msgspec import UNSET

from regulars.simulator import events
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import CustomerDraft
from regulars.simulator.errors import Refused
from regulars.simulator.model import Customer, Member

PLAIN_FIELDS = (
    "last_name",
    "email",
    "phone",
    "mobile",
    "image",
    "primary_address",
    "shipping_address",
)


def create(cloud: Cloud, draft: CustomerDraft, *, client_id: str) -> Customer:
    customer = Customer(id=0, first_name="")
    write(customer, draft, client_id)
    check(cloud, customer)
    return keep_new(cloud, customer)


def update(cloud: Cloud, customer_id: int, draft: CustomerDraft, *, client_id: str) -> Customer:
    customer = deepcopy(cloud.customer(customer_id))
    write(customer, draft, client_id)
    check(cloud, customer)
    cloud.state.customers[customer.id] = customer
    events.customer_changed(cloud, customer, "updated")
    return customer


def write(customer: Customer, draft: CustomerDraft, client_id: str) -> None:
    if draft.first_name is not UNSET:
        customer.first_name = draft.first_name
    for name in PLAIN_FIELDS:
        if (value := getattr(draft, name)) is not UNSET:
            setattr(customer, name, value or None)
    if draft.tags is not UNSET:
        customer.tags = draft.tags or []
    if draft.accepts_marketing is not UNSET:
        customer.accepts_marketing = draft.accepts_marketing
    if draft.reference_id is not UNSET:
        customer.references.pop(client_id, None)
        if draft.reference_id:
            customer.references[client_id] = draft.reference_id


def check(cloud: Cloud, customer: Customer) -> None:
    if not customer.first_name.strip():
        raise Refused("first_name is required.")
    if not (customer.email or customer.phone or customer.mobile):
        raise Refused("One of email, phone and mobile is required.")
    others = [each for each in cloud.state.customers.values() if each.id != customer.id]
    if customer.mobile and any(each.mobile == customer.mobile for each in others):
        raise Refused("Another customer has this mobile.")
    if customer.email and cloud.switches.customer_email_unique:
        wanted = customer.email.casefold()
        if any((each.email or "").casefold() == wanted for each in others):
            raise Refused("Another customer has this email.")


def keep_new(cloud: Cloud, customer: Customer) -> Customer:
    customer.id = cloud.new_id("customer")
    cloud.state.customers[customer.id] = customer
    events.customer_changed(cloud, customer, "created")
    return customer


def with_reference(cloud: Cloud, client_id: str, reference_id: str) -> list[Customer]:
    return [
        customer
        for customer in cloud.state.customers.values()
        if customer.references.get(client_id, "") == reference_id
    ]


def with_email(cloud: Cloud, email: str) -> Customer | None:
    wanted = email.casefold()
    return next(
        (
            each
            for each in cloud.state.customers.values()
            if (each.email or "").casefold() == wanted
        ),
        None,
    )


def with_mobile(cloud: Cloud, mobile: str) -> Customer | None:
    return next((each for each in cloud.state.customers.values() if each.mobile == mobile), None)


def with_name_and_phone(cloud: Cloud, first: str, last: str, phone: str) -> Customer | None:
    wanted = (first.casefold(), last.casefold(), phone)
    for each in cloud.state.customers.values():
        names = (each.first_name.casefold(), (each.last_name or "").casefold())
        if phone in (each.phone, each.mobile) and (*names, phone) == wanted:
            return each
    return None


def linked(cloud: Cloud, member: Member, client_id: str) -> Customer:
    """The customer that stands for `member`: found by the way the switch says, else created."""
    known = with_reference(cloud, client_id, member.id)
    way = cloud.switches.customer_link
    if known and way != "always_create":
        return known[0]
    same_email = with_email(cloud, member.email_address) if member.email_address else None
    if same_email and way == "reference_then_email":
        return link(cloud, same_email, member.id, client_id)
    customer = Customer(
        id=0,
        first_name=member.first_name,
        last_name=member.last_name,
        email=member.email_address,
        image=member.icon_url,
        references={client_id: member.id},
    )
    check(cloud, customer)
    return keep_new(cloud, customer)


def link(cloud: Cloud, customer: Customer, reference_id: str, client_id: str) -> Customer:
    customer.references[client_id] = reference_id
    events.customer_changed(cloud, customer, "updated")
    return customer
