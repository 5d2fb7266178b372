"""Promises of the connector to the payment provider, kept against the provider itself."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from tests.connectors.payments.provider import KEY, SECRET, URL, Paying

from regulars.connectors.payments import Testpay
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform.payment import (
    Ask,
    NotFromProvider,
    Ours,
    PaymentRefused,
    PaymentSilent,
    PaymentState,
    Standing,
)
from regulars.simulator import Account, Addon, SimulatorConfig, create_simulator

SIXTY = Money(6000, "AUD")
OURS = Ours(MerchantId(UUID(int=1)), UUID(int=2))
OTHERS = Ours(OURS.merchant, UUID(int=3))


@dataclass
class Hub:
    """Keeps what the provider sends."""

    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    deaf_for: int = 0

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.heard.append((headers, (await receive())["body"]))
        status = 500 if len(self.heard) <= self.deaf_for else 202
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def paying(hub: Hub) -> Paying:
    return Paying(hub=hub)


def ask(paying: Paying, *, ours: Ours = OURS, amount: Money = SIXTY) -> Ask:
    return Ask(
        ours=ours,
        amount=amount,
        title="Harbour Kitchen",
        return_url="https://hub.test/back",
        notify_url="https://hub.test/hooks/payments",
        ends_at=paying.now[0] + timedelta(minutes=20),
    )


async def test_a_guest_pays_and_gets_it_back_once(paying: Paying, hub: Hub) -> None:
    payments = paying.payments
    opened = await payments.open(ask(paying))
    assert await payments.open(ask(paying)) == opened
    unpaid = Standing(state=PaymentState.OPEN, amount=SIXTY, refunded=Money(0, "AUD"))
    assert await payments.read(opened.reference) == unpaid
    declined = await paying.pay(opened.url, card="declined")
    assert declined.status_code == 402
    assert "declined. Try another one." in declined.text
    paid = await paying.pay(opened.url)
    assert (paid.status_code, paid.headers["location"]) == (303, "https://hub.test/back")
    standing = await payments.read(opened.reference)
    assert (standing.state, standing.paid_at) == (PaymentState.PAID, paying.now[0])
    assert standing.transaction.startswith("py_")
    for _ in range(2):
        await payments.give_back(opened.reference, Money(4000, "AUD"), key="back")
    with pytest.raises(PaymentRefused, match="came with another amount"):
        await payments.give_back(opened.reference, Money(2000, "AUD"), key="back")
    with pytest.raises(PaymentRefused, match="So much is not left"):
        await payments.give_back(opened.reference, SIXTY, key="more")
    back = await payments.read(opened.reference)
    [refund] = paying.provider.desk.checkout(opened.reference).refunds
    assert (back.state, back.refunded, back.refund) == (
        PaymentState.PAID,
        Money(4000, "AUD"),
        refund.id,
    )
    hub.deaf_for = 2
    assert await paying.provider.deliver() == 2
    assert await paying.provider.deliver() == 2
    assert await paying.provider.deliver() == 0
    assert {payments.heard(*one, at=paying.now[0]) for one in hub.heard} == {OURS}


async def test_what_is_given_back_at_the_desk_is_told_and_read(paying: Paying, hub: Hub) -> None:
    opened = await paying.payments.open(ask(paying))
    await paying.pay(opened.url)
    async with httpx.AsyncClient(transport=paying.transport) as browser:
        desk, of = f"{URL}/desk", {"checkout": opened.reference}
        assert 'value="60.00"' in (await browser.get(desk)).text
        assert (await browser.post(desk, data={**of, "amount": "20"})).status_code == 303
        assert "20.00 given back" in (await browser.get(desk)).text
        for wrong in ("", "NaN", "-1", "40.01"):
            assert (await browser.post(desk, data={**of, "amount": wrong})).status_code == 422
    assert (await paying.payments.read(opened.reference)).refunded == Money(2000, "AUD")
    assert await paying.provider.deliver() == 2
    assert [msgspec.json.decode(body)["event"] for _, body in hub.heard] == [
        "checkout.paid",
        "checkout.refunded",
    ]


async def test_what_is_not_paid_in_time_never_will_be(paying: Paying) -> None:
    opened = await paying.payments.open(ask(paying))
    paying.forward(minutes=20)
    assert (await paying.payments.read(opened.reference)).state is PaymentState.ENDED
    assert (await paying.pay(opened.url)).status_code == 402
    with pytest.raises(PaymentRefused, match="an amount, and a time to be paid in"):
        await paying.payments.open(
            ask(paying, amount=Money(0, "AUD"), ours=Ours(OURS.merchant, UUID(int=9)))
        )


async def test_a_lost_answer_is_silence_and_asking_again_is_safe(paying: Paying) -> None:
    payments = paying.payments
    paying.fault("answer_lost", "server_error")
    for _ in range(2):
        with pytest.raises(PaymentSilent):
            await payments.open(ask(paying))
    opened = await payments.open(ask(paying))
    assert len(paying.provider.desk.books.checkouts) == 1
    await paying.pay(opened.url)
    paying.fault("answer_lost")
    with pytest.raises(PaymentSilent):
        await payments.give_back(opened.reference, SIXTY, key="back")
    await payments.give_back(opened.reference, SIXTY, key="back")
    assert len(paying.provider.desk.checkout(opened.reference).refunds) == 1


async def test_a_clear_no_says_why(paying: Paying) -> None:
    paying.fault("refused")
    with pytest.raises(PaymentRefused, match="refused: This account takes nothing"):
        await paying.payments.open(ask(paying))
    await paying.payments.open(ask(paying))
    with pytest.raises(PaymentRefused, match="came with another checkout"):
        await paying.payments.open(ask(paying, amount=Money(1, "AUD")))
    stranger = Testpay(URL, f"not {KEY}", SECRET, transport=paying.transport)
    with pytest.raises(PaymentRefused, match="The key is wrong"):
        await stranger.open(ask(paying))
    assert KEY not in repr(stranger)
    assert SECRET not in repr(stranger)


async def test_only_what_the_provider_signed_lately_is_heard(paying: Paying, hub: Hub) -> None:
    paying.fault("notice_wrong_signature")
    await paying.pay((await paying.payments.open(ask(paying))).url)
    await paying.pay((await paying.payments.open(ask(paying, ours=OTHERS))).url)
    await paying.provider.deliver()
    (forged, body), (headers, good) = hub.heard
    heard, at = paying.payments.heard, paying.now[0]
    assert heard(headers, good, at=at) == OTHERS
    for wrong in ((forged, body), (headers, body), ({}, good), ({"testpay-signature": "v"}, good)):
        with pytest.raises(NotFromProvider):
            heard(*wrong, at=at)
    with pytest.raises(NotFromProvider, match="at another time"):
        heard(headers, good, at=at + timedelta(minutes=6))


async def test_a_signed_notice_about_nothing_of_ours_is_told_so(paying: Paying, hub: Hub) -> None:
    opened = await paying.payments.open(ask(paying))
    paying.provider.desk.checkout(opened.reference).draft.metadata.clear()
    await paying.pay(opened.url)
    await paying.provider.deliver()
    with pytest.raises(Invalid, match="names no payment of ours"):
        paying.payments.heard(*hub.heard[0], at=paying.now[0])
    assert msgspec.json.decode(hub.heard[0][1])["event"] == "checkout.paid"


async def test_a_notice_is_sent_again_until_it_is_heard_and_no_other_waits_for_it(
    paying: Paying, hub: Hub
) -> None:
    paying.automatic, hub.deaf_for = True, 3
    began = paying.now[0]
    for ours in (OURS, OTHERS):
        await paying.pay((await paying.payments.open(ask(paying, ours=ours))).url)
    await asyncio.gather(*paying.provider.notifier._under_way.values())
    first, second = paying.provider.desk.books.notices
    assert (first.state, second.state) == ("delivered", "delivered")
    assert first.attempts + second.attempts == 5
    assert paying.now[0] > began
    await paying.provider.aclose()


async def test_what_was_asked_for_is_remembered_beside_the_till(tmp_path: Path) -> None:
    def till() -> httpx.ASGITransport:
        addon = Addon(client_id="hub", client_secret="secret", name="Hub", signature_token="")
        config = SimulatorConfig(
            addon=addon, testpay=Account(KEY, SECRET), state_path=tmp_path / "till.json"
        )
        clock, drawing = (lambda: Paying().now[0]), random.Random(7)  # noqa: S311
        return httpx.ASGITransport(create_simulator(config, clock=clock, random=drawing))

    opened = await Testpay(URL, KEY, SECRET, transport=till()).open(ask(Paying()))
    again = Testpay(URL, KEY, SECRET, transport=till())
    assert (await again.read(opened.reference)).amount == SIXTY
