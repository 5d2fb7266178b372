"""The till behind the hub: the simulator in the hub's own process, with the orders of a run."""

import random
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import thread_time
from typing import Any

import httpx
import msgspec

from bench.venue import ACCESS_TOKEN, CREDENTIALS, SITE, member_id
from regulars.kernel.clock import system_clock
from regulars.simulator import Simulator, SimulatorConfig, create_simulator
from regulars.simulator import orders as till_orders
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import LineDraft, OrderDraft, PaymentDraft
from regulars.simulator.model import AccessToken, Addon, Customer, Order

RISOTTO, FLAT_WHITE, CASH, STAFF = 9012, 9001, 501, 601
MOST_REQUESTS = 1_000_000_000


class Plan(msgspec.Struct, frozen=True):
    """The orders of a run: `count` open ones, and as many that are paid. Both sides count alike."""

    run: int
    count: int
    members: int

    def open(self, place: int) -> int:
        return self.run * 1_000_000 + place

    def paid(self, place: int) -> int:
        return self.run * 1_000_000 + 500_000 + place

    def member(self, place: int) -> int:
        """The number of the member whose order it is."""
        return 1 + (place * 7_919 + self.run) % self.members


def simulator_for(plan: Plan) -> Simulator:
    """A till with the orders of `plan` that takes as many requests as it is sent."""
    addon = Addon(
        client_id=CREDENTIALS.client_id,
        client_secret=CREDENTIALS.client_secret,
        name="Regulars",
        signature_token=CREDENTIALS.signature_token,
        loyalty_enabled=True,
    )
    simulator = create_simulator(
        SimulatorConfig(addon=addon),
        clock=system_clock,
        random=random.Random(plan.run),  # noqa: S311  a till that can be repeated
    )
    cloud = simulator.cloud
    cloud.state.switches = msgspec.structs.replace(
        cloud.switches, rate_limit_oauth=MOST_REQUESTS, webhook_delivery="manual"
    )
    cloud.state.access_tokens[ACCESS_TOKEN] = AccessToken(
        client_id=CREDENTIALS.client_id,
        staff_id=STAFF,
        expires_at=datetime.now(UTC) + timedelta(days=2),
    )
    ring_up(cloud, plan)
    return simulator


def ring_up(cloud: Cloud, plan: Plan) -> None:
    """Two dishes on every order, one half of the orders paid, each of another customer."""
    lines = [LineDraft(product_id=RISOTTO), LineDraft(product_id=FLAT_WHITE, quantity=Decimal(2))]
    opened = OrderDraft(site_id=int(SITE), status="ON_HOLD", lines=lines)
    payment = PaymentDraft(amount=Decimal("36.00"), method_id=CASH)
    paid = msgspec.structs.replace(opened, status="COMPLETE", payments=[payment])
    first = till_orders.create(cloud, opened, client_id=None, staff_id=STAFF)
    second = till_orders.create(cloud, paid, client_id=None, staff_id=STAFF)
    for place in range(plan.count):
        customer = customer_of(plan, place)
        cloud.state.customers[customer.id] = customer
        for order, number in ((first, plan.open(place)), (second, plan.paid(place))):
            cloud.state.orders[number] = copy_of(order, number, customer)


def customer_of(plan: Plan, place: int) -> Customer:
    return Customer(
        id=10_000_000 + place,
        first_name="Guest",
        email=f"guest{place}@mail.test",
        references={CREDENTIALS.client_id: str(member_id(plan.member(place)))},
    )


def copy_of(order: Order, number: int, customer: Customer) -> Order:
    return msgspec.structs.replace(
        order, id=number, sale_number=f"A-{number}", customer_id=customer.id
    )


class Timed:
    """An awaitable that counts the CPU seconds of its own steps, and of nobody else's between."""

    def __init__(self, work: Any, clock: "CpuClock") -> None:
        self._work = work
        self._clock = clock

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._work.__await__()
        thrown: BaseException | None = None
        while True:
            began = thread_time()
            try:
                waits_for = steps.throw(thrown) if thrown else steps.send(None)
            except StopIteration as done:
                return done.value
            finally:
                self._clock.seconds += thread_time() - began
            thrown = None
            try:
                yield waits_for
            except BaseException as error:  # noqa: BLE001  it belongs inside
                thrown = error


class CpuClock:
    """CPU seconds of one part of a process."""

    def __init__(self) -> None:
        self.seconds = 0.0


class TimedTill(httpx.AsyncBaseTransport):
    """The way from the hub to the simulator. Counts what the simulator itself takes."""

    def __init__(self, simulator: Simulator) -> None:
        self.till = CpuClock()
        self.calls = 0
        self._inside = httpx.ASGITransport(self._timed)
        self._simulator = simulator

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        return await self._inside.handle_async_request(request)

    async def _timed(self, scope: Any, receive: Any, send: Any) -> None:
        await Timed(self._simulator(scope, receive, send), self.till)
