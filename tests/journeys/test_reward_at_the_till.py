"""The walk “A reward at the till”: search, choose, redeem, pay; the points follow the bill."""

import io
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest
import structlog
from tests.connectors.kounta import world as kounta
from tests.venue import FLAT_WHITE, RISOTTO, Venue

from regulars.merchants.tokens import read_tokens
from regulars.platform import log
from regulars.sales.read import list_sales
from regulars.sales.records.model import Which


async def test_a_finished_sale_moves_the_members_points(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    rung = await venue.ring(RISOTTO)
    bill = rung["sale"]["total"]

    found = await venue.do("POST", "/search", keyword="rosa k")
    [shown] = found["search"]["members"]
    assert (shown["first_name"], shown["current_points"], shown["points_label"]) == (
        "Rosa",
        "340",
        "Beans",
    )

    chosen = await venue.choose(rosa)
    assert [one["title"] for one in chosen["rewards"]["rewards"]] == [
        "$5 off",
        "10 % off",
        "Pay with points",
        "Welcome: $3 off",
    ]
    assert chosen["rewards"]["rewards"][2]["points_required"] == "340"
    assert chosen["rewards"]["rewards"][3]["action_label"] == "Apply"

    redeemed = await venue.redeem(venue.rewards["five"])
    assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    assert await venue.points(rosa) == (240, 100)
    redeemed = await venue.redeem(venue.offers["welcome"])
    assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    assert float(redeemed["sale"]["total"]) == float(bill) - 8

    await venue.pay()
    await venue.deliver()
    [sale] = await list_sales(venue.db, venue.merchant)
    assert sale.total.major == Decimal(redeemed["sale"]["total"])
    assert sale.member == rosa.id
    assert sale.points_earned == sale.total.minor // 100
    assert await venue.points(rosa) == (240 + sale.points_earned, 0)
    assert await venue.statement(rosa) == ["hold", "settle", "earn"]


async def test_the_cashier_chooses_how_many_points_to_spend(venue: Venue) -> None:
    """A guest who has many points does not lose them all to one bill."""
    rosa = await venue.enrol("Rosa Kettle", points=2_000)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    redeemed = await venue.redeem(venue.rewards["pay"], quantity=50)
    assert redeemed["sale"]["discount"]["amount"] == "-2.50"
    assert await venue.points(rosa) == (1_950, 50)


async def test_points_are_never_held_beyond_what_the_bill_needs(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=2_000)
    await venue.ring(FLAT_WHITE)
    await venue.choose(rosa)
    redeemed = await venue.redeem(venue.rewards["pay"], quantity=1_000)
    assert redeemed["sale"]["total"] == "0.00"
    assert await venue.points(rosa) == (1_900, 100)


async def test_pressing_the_button_twice_takes_the_points_once(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    once = await venue.redeem(venue.rewards["five"])
    twice = await venue.redeem(venue.rewards["five"])
    assert twice["redemptions"][-1]["success"]
    assert twice["sale"]["total"] == once["sale"]["total"]
    assert await venue.points(rosa) == (240, 100)


async def test_another_number_of_points_for_the_same_reward_is_refused(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["pay"], quantity=100)
    refused = await venue.redeem(venue.rewards["pay"], quantity=200)
    assert not refused["redemptions"][-1]["success"]
    assert "already, with 100 points" in refused["message"]["text"]
    assert await venue.points(rosa) == (240, 100)


async def test_taking_the_discount_off_again_brings_the_points_back(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    await venue.do("DELETE", "/sale/discount")
    await venue.sweep()
    assert await venue.points(rosa) == (340, 0)
    assert await venue.statement(rosa) == ["hold", "release"]


async def test_a_reward_can_be_redeemed_again_after_it_was_taken_off(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    await venue.do("DELETE", "/sale/discount")
    venue.watch.forward(5)
    again = await venue.redeem(venue.rewards["five"])
    assert again["redemptions"][-1]["success"], again["message"]
    assert again["sale"]["discount"]["amount"] == "-5.00"
    assert await venue.points(rosa) == (240, 100)
    assert await venue.statement(rosa) == ["hold", "release", "hold"]


async def test_voiding_the_sale_brings_the_points_and_the_offer_back(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    await venue.redeem(venue.offers["welcome"])
    await venue.do("DELETE", "/sale")
    await venue.deliver()
    assert await venue.points(rosa) == (340, 0)
    await venue.ring(RISOTTO)
    chosen = await venue.choose(rosa)
    assert "Welcome: $3 off" in [one["title"] for one in chosen["rewards"]["rewards"]]


async def test_paying_without_the_discount_settles_nothing(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["five"])
    await venue.do("DELETE", "/sale/discount")
    await venue.pay()
    await venue.deliver()
    [sale] = await list_sales(venue.db, venue.merchant)
    assert await venue.points(rosa) == (340 + sale.points_earned, 0)


async def test_an_offer_is_given_once_to_one_member(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.redeem(venue.offers["welcome"])
    await venue.pay()
    await venue.deliver()
    await venue.ring(RISOTTO)
    chosen = await venue.choose(rosa)
    assert "Welcome: $3 off" not in [one["title"] for one in chosen["rewards"]["rewards"]]


async def test_a_sale_without_a_member_is_recorded_and_earns_nobody_points(venue: Venue) -> None:
    await venue.ring(RISOTTO)
    await venue.pay()
    await venue.deliver()
    [sale] = await list_sales(venue.db, venue.merchant)
    assert (sale.member, sale.points_earned) == (None, 0)


async def test_a_customer_the_till_knew_before_is_recognised_only_where_that_is_wanted(
    venue: Venue,
) -> None:
    """The simulated till has a customer with this address since before the hub was connected."""
    customer = next(iter(venue.simulator.cloud.state.customers.values()))
    ben = await venue.enrol("Ben Okafor", email=customer.email)
    for wanted, expected in ((False, 0), (True, 1)):
        await venue.settings(match_by_contact=wanted)
        await venue.ring(RISOTTO)
        await venue.do("PUT", "/sale/customer", customer_id=customer.id)
        await venue.pay()
        await venue.deliver()
        sales = await list_sales(venue.db, venue.merchant, Which(member=ben.id))
        assert len(sales) == expected


async def test_staffs_own_discount_is_not_overwritten(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.do("PUT", "/sale/discount", percent="10")
    refused = await venue.redeem(venue.rewards["five"])
    assert not refused["redemptions"][-1]["success"]
    assert refused["sale"]["discount"]["by"] == "staff"
    assert "discount" in refused["message"]["text"]
    assert await venue.points(rosa) == (340, 0)
    assert await venue.statement(rosa) == ["hold", "release"]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that the hub logs, as lines for machines."""
    lines = io.StringIO()
    monkeypatch.setattr(sys, "stderr", lines)
    log.configure(level="debug", as_json=True)
    yield lines
    structlog.reset_defaults()


async def test_nothing_in_the_log_is_a_secret(venue: Venue, logged: io.StringIO) -> None:
    """A whole evening with refusals and an expired token, logged as the hub logs it."""
    rosa = await venue.enrol("Rosa Kettle", points=340, email="rosa@example.test")
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    await venue.fault("expire_tokens")
    await venue.redeem(venue.rewards["five"])
    await venue.redeem(venue.rewards["pay"], quantity=340)
    await venue.fault("webhook_wrong_signature")
    await venue.pay()
    await venue.deliver()
    await venue.sweep()
    said = logged.getvalue()
    assert "redeemed" in said

    tokens = await read_tokens(venue.db, kounta.RING, venue.merchant, venue.connection)
    assert tokens is not None
    secrets = {
        "client secret": kounta.CREDENTIALS.client_secret,
        "signature token": kounta.CREDENTIALS.signature_token,
        "access token": tokens.access_token,
        "refresh token": tokens.refresh_token,
        "key of the connection": await venue.key(),
        "e-mail address": "rosa@example.test",
        "name": "Kettle",
    }
    assert [what for what, secret in secrets.items() if secret in said] == []
