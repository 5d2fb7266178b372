"""What a till asks, parsed at the edge. Every refusal here is a sentence for the cashier."""

import re
from urllib.parse import unquote
from uuid import UUID

import msgspec

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MemberId

LONGEST_QUERY = 4096
LONGEST_KEYWORD = 100
AN_ID = re.compile(r"[0-9]{1,20}")
AN_ORDER = re.compile(r"[A-Za-z0-9._~-]{1,64}")
"""Text that stands in a URL as it is: the till finds its placeholder by its very letters."""


class BadRequest(Invalid):
    """The till asked in a way that cannot be answered."""

    code = "bad_request"


class Place(msgspec.Struct, frozen=True):
    """Where the till says it is, by its own ids, and the placeholder of the order."""

    company_id: str
    site_id: str
    order: str


class Search(msgspec.Struct, frozen=True):
    """Members whose name, e-mail, telephone, card or code has `keyword` in it."""

    place: Place
    keyword: str


class Lookup(msgspec.Struct, frozen=True):
    """The rewards of one member. None when the till's customer is not one of ours."""

    place: Place
    member: MemberId | None


class Redeem(msgspec.Struct, frozen=True):
    """A pressed button, with the real id of the order in place of the placeholder."""

    claim: str
    order: str
    quantity: str | None


def parse_search(query: bytes) -> Search:
    fields = _fields(query)
    return Search(_place(fields), fields.get("keyword", "").strip()[:LONGEST_KEYWORD])


def parse_lookup(query: bytes) -> Lookup:
    fields = _fields(query)
    try:
        member = MemberId(UUID(fields.get("reference_id", "")))
    except ValueError:
        member = None
    return Lookup(_place(fields), member)


def parse_redeem(query: bytes) -> Redeem:
    fields = _fields(query)
    return Redeem(
        claim=fields.get("claim", ""),
        order=_matching(fields, "order_id", AN_ORDER),
        quantity=fields.get("quantity"),
    )


def _fields(query: bytes) -> dict[str, str]:
    """The parameters; where one stands twice, the till's own, which it appends, counts."""
    if len(query) > LONGEST_QUERY:
        raise BadRequest("The till sent more than can be read.")
    try:
        pairs = [pair.partition("=") for pair in query.decode("ascii").split("&")]
        return {_plain(name): _plain(value) for name, _, value in pairs}
    except ValueError as error:
        raise BadRequest("The till sent something that cannot be read.") from error


def _plain(text: str) -> str:
    """A part of a query without its escapes. Raises `ValueError` when they stand for no text."""
    if "%" not in text and "+" not in text:
        return text
    return unquote(text.replace("+", " "), errors="strict")


def _place(fields: dict[str, str]) -> Place:
    return Place(
        company_id=_matching(fields, "company_id", AN_ID),
        site_id=_matching(fields, "site_id", AN_ID),
        order=_matching(fields, "order_id", AN_ORDER),
    )


def _matching(fields: dict[str, str], name: str, pattern: re.Pattern[str]) -> str:
    value = fields.get(name, "")
    if not pattern.fullmatch(value):
        raise BadRequest(f"The till did not say which {name.removesuffix('_id')} it is about.")
    return value
