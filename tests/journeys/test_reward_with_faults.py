"""The same walk while things go wrong: the guest neither loses nor gains a point."""

import asyncio
from contextlib import suppress

from tests.venue import FLAT_WHITE, RISOTTO, Venue

from regulars.faces.pos_loyalty.app import PosLoyalty
from regulars.members.model import Member
from regulars.platform.db import Database
from regulars.pos.model import Adjustment, PosOrder
from regulars.pos.port import Haste, PointOfSale
from regulars.sales.read import list_sales
from regulars.sales.records.model import SaleRow


async def seated_with_points(venue: Venue, product: int = RISOTTO) -> Member:
    """Rosa has 340 points and is on the open sale."""
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(product)
    await venue.choose(rosa)
    return rosa


async def the_sale(venue: Venue) -> SaleRow:
    [sale] = await list_sales(venue.db, venue.merchant)
    return sale


async def test_an_answer_lost_after_the_discount_was_applied_costs_the_points_once(
    venue: Venue,
) -> None:
    rosa = await seated_with_points(venue)
    await venue.fault("answer_lost", method="PUT", path="*/orders/*", times=9)
    await venue.redeem(venue.rewards["five"])
    await venue.outside.delete("https://api.till.test/simulator/faults")
    assert await venue.points(rosa) == (240, 100)

    await venue.pay()
    await venue.deliver()
    sale = await the_sale(venue)
    assert sale.discount.minor == 500
    assert await venue.points(rosa) == (240 + sale.points_earned, 0)


async def test_pressing_again_after_a_lost_answer_is_not_a_second_reward(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    await venue.fault("answer_lost", method="PUT", path="*/orders/*", times=9)
    await venue.redeem(venue.rewards["five"])
    await venue.outside.delete("https://api.till.test/simulator/faults")
    await venue.do("POST", "/sale/rewards")
    again = await venue.redeem(venue.rewards["five"])
    assert again["redemptions"][-1]["success"], again["message"]
    assert again["sale"]["discount"]["amount"] == "-5.00"
    assert await venue.points(rosa) == (240, 100)


async def test_a_discount_that_never_reached_the_till_gives_the_points_back_at_payment(
    venue: Venue,
) -> None:
    """An answer that came too late ate the reward elsewhere (D3.36):
    https://support.punchh.com/hc/en-us/articles/1500006178161-Timed-Out-failed-Online-Orders-Resulting-in-Loss-of-Rewards
    """
    rosa = await seated_with_points(venue)
    await venue.fault("request_lost", method="PUT", path="*/orders/*", times=9)
    refused = await venue.redeem(venue.rewards["five"])
    assert not refused["redemptions"][-1]["success"]
    await venue.outside.delete("https://api.till.test/simulator/faults")
    assert await venue.points(rosa) == (240, 100)
    await venue.pay()
    await venue.deliver()
    sale = await the_sale(venue)
    assert sale.discount.minor == 0
    assert await venue.points(rosa) == (340 + sale.points_earned, 0)


async def test_a_webhook_that_comes_twice_counts_once(venue: Venue) -> None:
    """A till sends many: https://github.com/WelshLabs/sous.tools/issues/168 (D3.37)."""
    rosa = await seated_with_points(venue)
    await venue.redeem(venue.rewards["five"])
    await venue.fault("webhook_duplicate", times=5)
    await venue.pay()
    await venue.deliver()
    await venue.deliver()
    sale = await the_sale(venue)
    assert await venue.points(rosa) == (240 + sale.points_earned, 0)
    assert await venue.statement(rosa) == ["hold", "settle", "earn"]


async def test_webhooks_out_of_order_come_out_right(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    await venue.redeem(venue.rewards["five"])
    await venue.fault("webhook_reordered", times=5)
    await venue.pay()
    await venue.ring(FLAT_WHITE)
    await venue.choose(rosa)
    await venue.pay()
    await venue.deliver()
    sales = await list_sales(venue.db, venue.merchant)
    assert len(sales) == 2
    earned = sum(sale.points_earned for sale in sales)
    assert await venue.points(rosa) == (240 + earned, 0)


async def test_a_lost_webhook_is_made_up_for_by_the_sweep(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    await venue.fault("webhook_lost", times=5)
    await venue.pay()
    await venue.deliver()
    assert await list_sales(venue.db, venue.merchant) == []
    await venue.sweep()
    sale = await the_sale(venue)
    assert await venue.points(rosa) == (340 + sale.points_earned, 0)


async def test_a_wrongly_signed_webhook_changes_nothing(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    await venue.fault("webhook_wrong_signature", times=1)
    await venue.pay()
    await venue.simulator.deliver_pending()
    assert await venue.db.value("select count(*) from inbox") == 0
    assert await venue.points(rosa) == (340, 0)


async def test_a_burst_of_refused_requests_is_waited_out(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    await venue.redeem(venue.rewards["five"])
    await venue.pay()
    await venue.fault("rate_limited", times=3, seconds=30)
    await venue.deliver()
    for _ in range(3):
        await venue.sweep(120)
    sale = await the_sale(venue)
    assert await venue.points(rosa) == (240 + sale.points_earned, 0)


async def test_a_token_that_expires_in_the_middle_is_renewed(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    await venue.fault("expire_tokens")
    redeemed = await venue.redeem(venue.rewards["five"])
    assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    await venue.fault("expire_tokens")
    await venue.pay()
    await venue.deliver()
    sale = await the_sale(venue)
    assert await venue.points(rosa) == (240 + sale.points_earned, 0)


async def test_an_order_deleted_before_the_redemption_holds_nothing(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    await venue.fault("order_deleted_before_redeem")
    refused = await venue.redeem(venue.rewards["five"])
    assert refused["message"]["level"] == "error"
    await venue.deliver()
    assert await venue.points(rosa) == (340, 0)


async def test_an_order_with_an_id_beyond_53_bits_is_followed(venue: Venue) -> None:
    await venue.fault("huge_order_id")
    rosa = await seated_with_points(venue)
    redeemed = await venue.redeem(venue.rewards["five"])
    assert int(redeemed["sale"]["order_id"]) > 2**53
    await venue.pay()
    await venue.deliver()
    sale = await the_sale(venue)
    assert await venue.points(rosa) == (240 + sale.points_earned, 0)


class Crash(BaseException):
    """The hub's process is gone."""


class CrashingTill:
    """The real till, seen from a hub that dies right after the till did what it was asked."""

    def __init__(self, till: PointOfSale) -> None:
        self.till = till
        self.read = till.read
        self.finished = till.finished

    async def adjust(self, order: PosOrder, wanted: Adjustment) -> None:
        await self.till.adjust(order, wanted)
        raise Crash


class CrashingTills:
    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.link = venue.tills.link

    def at(
        self, merchant: object, connection: object, *, haste: Haste = Haste.NOBODY, **_: object
    ) -> object:
        return CrashingTill(
            self.venue.tills.at(self.venue.merchant, self.venue.connection, haste=haste)
        )


async def test_a_hub_that_dies_between_hold_and_answer_loses_no_point(venue: Venue) -> None:
    rosa = await seated_with_points(venue)
    whole = venue.hub.loyalty
    assert isinstance(whole, PosLoyalty)
    venue.hub.loyalty = dying(whole, CrashingTills(venue))
    with suppress(Crash):
        await venue.redeem(venue.rewards["five"])
    venue.hub.loyalty = whole
    assert await venue.points(rosa) == (240, 100)
    await venue.pay()
    await venue.deliver()
    sale = await the_sale(venue)
    assert sale.discount.minor == 500
    assert await venue.points(rosa) == (240 + sale.points_earned, 0)


def dying(whole: PosLoyalty, tills: CrashingTills) -> PosLoyalty:
    return PosLoyalty(whole.db, whole.ring, tills, whole.clock, whole.base_url)  # type: ignore[arg-type]


async def test_many_tills_at_once_never_spend_a_point_twice(venue: Venue) -> None:
    """Twenty buttons of one member are pressed at the same moment on one sale."""
    rosa = await seated_with_points(venue)
    till = await venue.do("POST", "/sale/rewards")
    await venue.do("POST", "/sale/hold")
    assert till["rewards"]["rewards"]
    answers = await asyncio.gather(*(press_five(venue, rosa) for _ in range(20)))
    assert {answer.get("success") for answer in answers} == {True}, answers
    assert await venue.points(rosa) == (240, 100)


async def press_five(venue: Venue, rosa: Member) -> dict[str, object]:
    """A lookup and a pressed button, with the held order's real id."""
    shown = await venue.ask(
        "rewards",
        customer_id="1",
        reference_id=str(rosa.id),
        site_id="4201",
        company_id="5801",
        order_id="17",
    )
    [five] = [one for one in shown["rewards"] if one["title"] == "$5 off"]
    order = max(venue.simulator.cloud.state.orders)
    url = five["redeem_url"].replace("order_id=17", f"order_id={order}")
    answer: dict[str, object] = (await venue.http.get(url)).json()
    return answer


async def test_the_database_restarting_is_a_sentence_and_no_lost_point(
    venue: Venue, db: Database
) -> None:
    rosa = await seated_with_points(venue)
    for connection in db.pool.idle:
        await connection.close()
    redeemed = await venue.redeem(venue.rewards["five"])
    assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    assert await venue.points(rosa) == (240, 100)
