"""A member as one of the company's customers, so that till and cashier know who sits there."""

from collections.abc import Mapping
from urllib.parse import quote

from regulars.connectors.kounta.client import KountaClient
from regulars.connectors.kounta.payloads import CustomerBody, text
from regulars.platform import log
from regulars.pos.errors import PosRefused
from regulars.pos.model import Customer


async def customer_of(client: KountaClient, company: str, member: Customer) -> str | None:
    """The till's id of `member`: known, found by e-mail or telephone number, or made now.

    None where the till takes nobody without contact, or has another member under that contact: the
    hub knows all the same whose sale it is.
    """
    path = f"{company}/customers"
    reference = {"reference_id": member.reference}
    try:
        if known := await client.pages(path, CustomerBody, reference, most=1):
            return text(known[0].id)
        return await _same_contact(client, path, member) or await _made(client, path, member)
    except PosRefused as refused:
        log.info("the till took no customer", reason=refused.sentence)
        return None


async def _same_contact(client: KountaClient, path: str, member: Customer) -> str | None:
    """Who has the member's contact at the till, from now on as the member. E-mail comes first."""
    for query in _contacts(member):
        found = await _found(client, path, query)
        if found is None or found.reference_id not in (None, "", member.reference):
            continue
        customer = text(found.id)
        await client.put(f"{path}/{quote(customer, safe='')}", {"reference_id": member.reference})
        return customer
    return None


def _contacts(member: Customer) -> list[Mapping[str, str]]:
    queries: list[Mapping[str, str]] = []
    if member.email:
        queries.append({"email": member.email})
    if member.phone:
        queries.append({"mobile": member.phone})
        names = {"first_name": member.first_name, "last_name": member.last_name}
        queries.append({**names, "phone": member.phone})
    return queries


async def _found(client: KountaClient, path: str, query: Mapping[str, str]) -> CustomerBody | None:
    """Whom the till leads us to. Not every till knows every way of asking."""
    try:
        return await client.get(path, CustomerBody, query)
    except PosRefused:
        return None


async def _made(client: KountaClient, path: str, member: Customer) -> str | None:
    if not member.first_name or not (member.email or member.phone):
        return None
    written = {
        "first_name": member.first_name,
        "last_name": member.last_name,
        "email": member.email,
        "mobile": member.phone,
        "reference_id": member.reference,
    }
    body = {name: value for name, value in written.items() if value}
    return await client.post(path, body) or None
