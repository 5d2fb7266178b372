"""Answers a till: `GET /pos/{app}/{key}/search`, `…/rewards` and `…/redeem`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec

from regulars.faces.pos_loyalty import answers
from regulars.faces.pos_loyalty.answers import (
    ErrorAnswer,
    MemberAnswer,
    RedemptionAnswer,
)
from regulars.faces.pos_loyalty.buttons import buttons_of
from regulars.faces.pos_loyalty.claims import read_claim, write_claim
from regulars.faces.pos_loyalty.pictures import picture_path
from regulars.faces.pos_loyalty.requests import (
    BadRequest,
    Place,
    parse_lookup,
    parse_redeem,
    parse_search,
)
from regulars.faces.pos_loyalty.told import intro_of, told_of
from regulars.faces.pos_loyalty.wire import Receive, Scope, Send, respond
from regulars.kernel.clock import Clock
from regulars.kernel.errors import NotFound, RegularsError, Unavailable
from regulars.members.find import find_at_till
from regulars.members.model import Found
from regulars.merchants.connections import read_connection
from regulars.merchants.keys import ConnectionKey, read_key, write_key
from regulars.merchants.model import ConnectionStatus
from regulars.platform import log
from regulars.platform.db import Database
from regulars.platform.secrets import KeyRing
from regulars.pos.errors import NotAuthorised, PosUnavailable
from regulars.pos.port import Haste, Tills
from regulars.programs.catalogue import Catalogues
from regulars.programs.errors import ClaimStale
from regulars.programs.model import Claim, MemberAtTill
from regulars.programs.redeem import redeem
from regulars.programs.rewards_for import rewards_for

MOST_MEMBERS = 20
"""More faces than this are not read at arm's length; the cashier types another letter."""


class NotConnected(NotFound):
    """The till's company or venue is not the one that this address was made for."""

    code = "not_connected"


@dataclass(frozen=True, slots=True)
class PosLoyalty:
    """The protocol as an ASGI application, mounted at `/pos/kounta`."""

    db: Database
    ring: KeyRing
    tills: Tills
    clock: Clock
    base_url: str
    catalogues: Catalogues = field(default_factory=Catalogues)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        key, function = self._route(scope["path"])
        if scope["method"] not in ("GET", "POST"):
            await answer(send, ErrorAnswer("Ask with GET."), status=405)
        elif key is None:
            await answer(send, ErrorAnswer("This address is not known here."), status=404)
        else:
            await self._answer(key, function, scope["query_string"], send)

    async def _answer(self, key: ConnectionKey, function: str, query: bytes, send: Send) -> None:
        match function:
            case "search":
                await answer(send, await self._guarded(self.search, key, query, ErrorAnswer))
            case "rewards":
                await answer(send, await self._guarded(self.rewards, key, query, ErrorAnswer))
            case "redeem":
                await answer(send, await self._guarded(self.redeem, key, query, refused))
            case _:
                await answer(send, ErrorAnswer("This address is not known here."), status=404)

    def _route(self, path: str) -> tuple[ConnectionKey | None, str]:
        match path.split("/"):
            case ["", "pos", "kounta", text, function]:
                return read_key(self.ring, text), function
            case _:
                return None, ""

    async def _guarded(
        self,
        work: Callable[[ConnectionKey, bytes], Awaitable[Any]],
        key: ConnectionKey,
        query: bytes,
        refusal: Callable[[str], Any],
    ) -> Any:
        """Every refusal is a sentence on the till; what nobody expected is logged as well."""
        with log.about(merchant=str(key.merchant), connection=str(key.connection)):
            try:
                return await work(key, query)
            except RegularsError as reason:
                log.info("refused at the till", error_code=reason.code, sentence=reason.sentence)
                return refusal(said(reason))
            except Exception:  # noqa: BLE001 - a cashier needs an answer, whatever went wrong
                log.exception("failed at the till", path=work.__name__)
                return refusal("Something went wrong here. Look at the bill before you try again.")

    async def search(self, key: ConnectionKey, query: bytes) -> answers.SearchAnswer:
        """Members that match a keyword. One query."""
        asked = parse_search(query)
        seen = await find_at_till(
            self.db,
            key.merchant,
            key.connection,
            site_id=asked.place.site_id,
            keyword=asked.keyword,
            at=self.clock(),
            limit=MOST_MEMBERS,
        )
        if seen is None:
            raise NotConnected("This till is not connected any more. Ask the manager.")
        connection = seen.connection
        check(
            asked.place,
            key,
            status=ConnectionStatus(connection.status),
            key_version=connection.key_version,
            company_id=connection.company_id,
            mapped=seen.store is not None,
        )
        label = seen.program.points_label if seen.program else ""
        return answers.found([self._member(one, one.email, label) for one in seen.found])

    async def rewards(self, key: ConnectionKey, query: bytes) -> dict[str, Any]:
        """One member with only what can be used now. One query."""
        asked = parse_lookup(query)
        if asked.member is None:
            raise BadRequest("This customer is not a member. Search and choose them first.")
        now = self.clock()
        seen = await rewards_for(
            self.db,
            self.catalogues,
            key.merchant,
            key.connection,
            site_id=asked.place.site_id,
            member=asked.member,
            at=now,
        )
        if seen is None:
            raise NotConnected("This till is not connected any more. Ask the manager.")
        check(
            asked.place,
            key,
            status=seen.status,
            key_version=seen.key_version,
            company_id=seen.company_id,
            mapped=seen.store is not None,
        )
        if seen.member is None:
            raise NotFound("This customer is not a member any more.")
        member = self._member(seen.member, seen.member.email, seen.points_label)
        member = msgspec.structs.replace(
            member, intro_text=intro_of(seen), params=member.params | told_of(seen, seen.member)
        )
        url = partial(self._redeem_url, key, f"{self._address(key)}/redeem", asked.place.order)
        buttons = buttons_of(seen, seen.member, url, at=now)
        return answers.looked_up(member, buttons, seen.settings)

    async def redeem(self, key: ConnectionKey, query: bytes) -> RedemptionAnswer:
        """Put a reward, an offer or a voucher on the order."""
        asked = parse_redeem(query)
        claim = read_claim(self.ring, key, asked.claim)
        if claim is None:
            raise ClaimStale("This button cannot be used. Open the member again.")
        connection = await read_connection(self.db, key.merchant, key.connection)
        check_connection(connection.status, connection.key_version, key)
        redemption = await redeem(
            self.db,
            self.tills.at(key.merchant, key.connection, haste=Haste.CASHIER, known=connection),
            connection,
            claim,
            order=asked.order,
            quantity=asked.quantity,
            clock=self.clock,
        )
        log.info("redeemed", redemption=str(redemption.id), order=redemption.order)
        return RedemptionAnswer(success=True)

    def _member(self, member: Found | MemberAtTill, email: str | None, label: str) -> MemberAnswer:
        return MemberAnswer(
            id=str(member.id),
            first_name=member.first_name,
            last_name=member.last_name,
            # The till has to have an address. `.invalid` can never be anybody's (RFC 2606).
            email_address=email or f"{member.code.lower()}@member.invalid",
            current_points=str(member.available),
            points_label=label,
            icon_url=member.picture_url or self.base_url + picture_path(member),
            params={"Member code": member.code},
        )

    def _address(self, key: ConnectionKey) -> str:
        return f"{self.base_url}/pos/kounta/{write_key(self.ring, key)}"

    def _redeem_url(self, key: ConnectionKey, address: str, order: str, claim: Claim) -> str:
        """The till replaces the text `order_id=<its placeholder>`: once in it, and as it came."""
        return f"{address}?claim={write_claim(self.ring, key, claim)}&order_id={order}"


def check(
    place: Place,
    key: ConnectionKey,
    *,
    status: ConnectionStatus,
    key_version: int,
    company_id: str | None,
    mapped: bool,
) -> None:
    """Raises `NotConnected` unless the till is where the merchant's mapping says it is."""
    check_connection(status, key_version, key)
    if place.company_id != company_id:
        raise NotConnected("This address belongs to another company's till. Ask the manager.")
    if not mapped:
        raise NotConnected("This till's venue is not connected to a store yet. Ask the manager.")


def check_connection(status: ConnectionStatus, key_version: int, key: ConnectionKey) -> None:
    """Raises `NotConnected` when the connection is off or its address was replaced."""
    if key_version != key.version:
        raise NotConnected("This address was replaced by a new one. Ask the manager.")
    if status is not ConnectionStatus.AUTHORISED:
        raise NotConnected("The connection to this till is switched off. Ask the manager.")


def said(reason: RegularsError) -> str:
    """What the cashier reads. What a till keeps to itself is put in words that help at the bar."""
    match reason:
        case NotAuthorised():
            return "The connection to the till has to be authorised again. Ask the manager."
        case PosUnavailable():
            return (
                "The till did not answer in time. Look at the bill: if the discount is on it, "
                "carry on; if not, press the button again."
            )
        case Unavailable():
            return "This cannot be reached right now. Nothing was redeemed; try again in a moment."
        case _:
            return reason.sentence


def refused(sentence: str) -> RedemptionAnswer:
    return RedemptionAnswer(success=False, error=sentence)


_encoder = msgspec.json.Encoder()


async def answer(send: Send, content: Any, *, status: int = 200) -> None:
    """Send JSON. A till shows a refusal only when the status is 200."""
    await respond(send, _encoder.encode(content), kind="application/json", status=status)
