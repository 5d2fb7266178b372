"""A sale that cannot be fetched from the till is nobody's secret: it is listed until it is home."""

from tests.venue import Venue

from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.reasons import Adjusted
from regulars.platform.db import Transaction
from regulars.platform.jobs import TRIES
from regulars.sales.exceptions import list_exceptions, resend
from regulars.sales.model import ExceptionKind, ExceptionState, OrderException
from regulars.sales.read import list_sales

ORDERS = "*/orders/*"


async def sell(venue: Venue) -> None:
    await venue.ring()
    await venue.pay()
    await venue.deliver()


async def listed(venue: Venue) -> OrderException:
    [one] = await list_exceptions(venue.db, venue.merchant)
    return one


async def stop_faults(venue: Venue) -> None:
    await venue.outside.delete("https://api.till.test/simulator/faults")


async def test_a_till_that_lets_nobody_in_is_listed_once_however_many_orders_there_are(
    venue: Venue,
) -> None:
    await venue.fault("unauthorized", method="GET", path=ORDERS, times=40)
    await sell(venue)
    await sell(venue)
    one = await listed(venue)
    assert (one.kind, one.code, one.times) == (ExceptionKind.TILL_ORDER, "not_authorised", 2)
    assert one.order == ""

    await stop_faults(venue)
    await venue.sweep(seconds=3_600)
    assert (await listed(venue)).state is ExceptionState.RESOLVED
    assert len(await list_sales(venue.db, venue.merchant)) == 2


async def test_an_order_that_is_not_understood_is_asked_for_again_by_hand(venue: Venue) -> None:
    await venue.ring()
    await venue.pay()
    [order] = venue.simulator.cloud.state.orders.values()
    order.status, status = "PARKED", order.status  # type: ignore[assignment]
    await venue.deliver()
    one = await listed(venue)
    assert "PARKED" in one.sentence
    assert one.state is ExceptionState.OPEN

    order.status = status
    await resend(venue.db, venue.merchant, one.id, at=venue.watch(), actor="test")
    await venue.work()
    assert (await listed(venue)).state is ExceptionState.RESOLVED
    assert len(await list_sales(venue.db, venue.merchant)) == 1


async def test_an_order_that_is_read_and_cannot_be_recorded_is_listed_too(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    await venue.ring()
    await venue.choose(rosa)
    await venue.pay()
    [order] = venue.simulator.cloud.state.orders
    taken = f"order:{venue.store.id}:{order}:earn:1:{rosa.id}"

    async def take(tx: Transaction) -> None:
        why = Adjusted(note="By hand", by="test")
        await earn(
            tx, venue.merchant, rosa.account, Points(1), key="taken", natural_key=taken,
            expires_at=None, reason=why, at=venue.watch(),
        )  # fmt: skip

    await venue.db.tx(take)
    await venue.deliver()
    one = await listed(venue)
    assert (one.kind, one.code) == (ExceptionKind.TILL_ORDER, "already_posted")
    assert one.state is ExceptionState.OPEN


async def test_an_order_of_a_till_that_stays_silent_is_listed_after_the_last_try(
    venue: Venue,
) -> None:
    await venue.fault("server_error", method="GET", path=ORDERS, times=1_000)
    await sell(venue)
    for _ in range(TRIES):
        assert await list_exceptions(venue.db, venue.merchant) == []
        await venue.db.value("update pgqueuer set execute_after = now() returning id")
        await venue.work()
        if await list_exceptions(venue.db, venue.merchant):
            break
    one = await listed(venue)
    assert (one.kind, one.code) == (ExceptionKind.TILL_ORDER, "pos_unavailable")
