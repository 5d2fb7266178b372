"""The calls that the till makes to an add-on: search, lookup and redemption."""

import asyncio
from collections.abc import Callable
from typing import Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import httpx

from regulars.simulator.cloud import Cloud
from regulars.simulator.deliveries import signature
from regulars.simulator.log import Judgement
from regulars.simulator.loyalty.reading import (
    Reading,
    read_lookup,
    read_redemption,
    read_search,
)
from regulars.simulator.model import Addon

Kind = Literal["search", "lookup", "redeem"]
SLOW_MILLISECONDS = 2000
NO_ANSWER = "The loyalty program did not answer."
NO_SENSE = "The loyalty program gave an answer that the till does not understand."


class LoyaltyCalls:
    def __init__(self, cloud: Cloud, client: Callable[[], httpx.AsyncClient]) -> None:
        self._cloud = cloud
        self._client = client

    async def search(
        self, addon: Addon, *, keyword: str, site_id: int, placeholder: str
    ) -> Reading:
        assert addon.search_url is not None
        url = self._with(
            addon.search_url,
            keyword=keyword,
            company_id=str(self._cloud.state.company.id),
            site_id=str(site_id),
            order_id=placeholder,
        )
        return await self._call(addon, "search", url, read_search)

    async def lookup(
        self, addon: Addon, *, customer_id: int, reference_id: str, site_id: int, placeholder: str
    ) -> Reading:
        assert addon.lookup_url is not None
        url = self._with(
            addon.lookup_url,
            customer_id=str(customer_id),
            reference_id=reference_id,
            site_id=str(site_id),
            company_id=str(self._cloud.state.company.id),
            order_id=placeholder,
        )
        return await self._call(addon, "lookup", url, lambda body: read_lookup(body, placeholder))

    async def redeem(
        self,
        addon: Addon,
        *,
        redeem_url: str,
        placeholder: str,
        order_id: int,
        quantity: int | None,
    ) -> Reading:
        url = self._placed(redeem_url, placeholder, order_id)
        if quantity is not None:
            url += f"{'&' if '?' in url else '?'}quantity={quantity}"
        return await self._call(addon, "redeem", url, read_redemption)

    def _with(self, url: str, **parameters: str) -> str:
        """The configured address with the till's own parameters behind those it has."""
        if not self._cloud.switches.loyalty_keeps_query:
            url = url.partition("?")[0]
        joint = "&" if "?" in url else "?"
        return f"{url}{joint}{urlencode(parameters, quote_via=quote)}"

    def _placed(self, url: str, placeholder: str, order_id: int) -> str:
        if self._cloud.switches.redeem_replacement == "text":
            return url.replace(f"order_id={placeholder}", f"order_id={order_id}")
        parts = urlsplit(url)
        query = [
            (name, str(order_id) if (name, value) == ("order_id", placeholder) else value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        ]
        return urlunsplit(parts._replace(query=urlencode(query)))

    async def _call(
        self, addon: Addon, kind: Kind, url: str, read: Callable[[bytes], Reading]
    ) -> Reading:
        started_at = self._cloud.now()
        fault = self._cloud.faults.strike("loyalty_timeout", path=kind)
        headers = self._headers(addon)
        answer, failure = await self._ask(url, headers)
        if fault:
            answer, failure = None, "The till gave up waiting."
        ended_at = self._cloud.now()
        reading = self._understood(answer, failure, read)
        waited = (ended_at - started_at).total_seconds() * 1000
        if waited > SLOW_MILLISECONDS:
            reading.think("odd", f"The answer took {waited:.0f} ms; 2 seconds is what staff bear.")
        self._cloud.log.record(
            direction="out",
            kind=kind,
            method=self._cloud.switches.loyalty_method,
            url=url,
            started_at=started_at,
            ended_at=ended_at,
            request_headers=headers,
            request_body=b"",
            status=answer.status_code if answer is not None else None,
            response_headers=answer.headers if answer is not None else {},
            response_body=answer.content if answer is not None else b"",
            fault=fault.kind if fault else None,
            judgements=reading.judgements,
        )
        return reading

    async def _ask(
        self, url: str, headers: dict[str, str]
    ) -> tuple[httpx.Response | None, str | None]:
        switches = self._cloud.switches
        try:
            async with asyncio.timeout(switches.loyalty_timeout_seconds):
                client = self._client()
                return await client.request(switches.loyalty_method, url, headers=headers), None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return None, f"No answer: {type(error).__name__} {error}".rstrip()

    def _headers(self, addon: Addon) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if self._cloud.switches.loyalty_signature:
            encoding = self._cloud.switches.webhook_signature_encoding
            headers["X-Kounta-Signature"] = signature(addon.signature_token, b"", encoding)
        return headers

    def _understood(
        self, answer: httpx.Response | None, failure: str | None, read: Callable[[bytes], Reading]
    ) -> Reading:
        if answer is None:
            return Reading(error=NO_ANSWER, judgements=[Judgement("wrong", failure or NO_ANSWER)])
        reading = read(answer.content)
        if "application/json" not in answer.headers.get("content-type", ""):
            reading.think("odd", "Content-Type should be application/json.")
        if answer.status_code != 200:
            reading.think("wrong", f"Status {answer.status_code}; the till expects 200.")
            if self._cloud.switches.loyalty_error_needs_200 or not reading.error:
                return Reading(error=NO_SENSE, judgements=reading.judgements)
        nothing = reading.success is None and not reading.members and not reading.rewards
        if nothing and reading.error is None and has_wrong(reading):
            reading.error = NO_SENSE
        return reading


def has_wrong(reading: Reading) -> bool:
    return any(each.level == "wrong" for each in reading.judgements)
