"""Cashiers do whatever they like in any order, and the hub hears of it late, twice, or mixed up.

When all has settled down, the points are what the till's final bills are worth, each redemption
cost what its bill still carries of it, and the books balance.
"""

import asyncio
from collections.abc import Coroutine
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from tests.exploring import explore
from tests.journeys.refunds import asked_about, redeemed_on
from tests.venue import FLAT_WHITE, RISOTTO, Venue, open_venue

from regulars.kernel.money import Money, part_of
from regulars.members.model import Member
from regulars.platform.db import Database
from regulars.programs.model import Redemption, RedemptionState
from regulars.sales.read import list_sales
from regulars.simulator.model import Order
from regulars.simulator.refunds import money_of, refunds_of

T = TypeVar("T")

BEGIN = 10_000
LINES = st.integers(1, 4)
SUBJECTS = st.sampled_from(["five", "tenth", "pay", "welcome"])


class Evening(RuleBasedStateMachine):
    """One table's orders, from the first item to the last refund."""

    runner: asyncio.Runner
    venue: Venue
    numbers = count(1)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        self.venue.watch.forward(10)
        return self.runner.run(work)

    def at_till(self, method: str, path: str, **body: Any) -> Any:
        """What the till shows then; None where it refuses."""
        url = f"https://api.till.test/till/7101{path}"
        answer = self.run(self.venue.outside.request(method, url, json=body))
        return answer.json() if answer.status_code == 200 else None

    @initialize(seed=st.integers(0, 10_000))
    def two_guests_sit_down(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the order in which the hub hears of things
        number = next(self.numbers)
        names = (f"Rosa Kettle{number}", f"Noor Haddad{number}")
        self.guests = [self.run(self.venue.enrol(name, points=BEGIN)) for name in names]
        known = self.venue.simulator.cloud.state.orders
        self.before = set(known)

    @property
    def orders(self) -> list[Order]:
        """This table's orders, and their refunds."""
        known = self.venue.simulator.cloud.state.orders
        return [order for id_, order in known.items() if id_ not in self.before]

    def finished(self, place: int) -> str | None:
        """The till's id of one of the finished orders or refunds."""
        done = [one for one in self.orders if one.status == "COMPLETE"]
        return str(done[place % len(done)].id) if done else None

    @rule(
        guest=st.integers(0, 1),
        quantity=st.integers(1, 3),
        subjects=st.lists(SUBJECTS, max_size=2),
        pays=st.sampled_from([True, True, False]),
    )
    def a_guest_is_served(self, guest: int, quantity: int, subjects: list[str], pays: bool) -> None:
        self.an_item_is_rung_up(RISOTTO, quantity)
        self.an_item_is_rung_up(FLAT_WHITE, 1)
        self.a_guest_is_chosen(guest)
        for subject in subjects:
            self.a_reward_is_pressed(subject, 100)
        if pays:
            self.the_sale_is_paid()

    @rule(product=st.sampled_from([RISOTTO, FLAT_WHITE]), quantity=st.integers(1, 3))
    def an_item_is_rung_up(self, product: int, quantity: int) -> None:
        self.at_till("POST", "/sale/lines", product_id=product, quantity=quantity)

    @rule(guest=st.integers(0, 1))
    def a_guest_is_chosen(self, guest: int) -> None:
        member = self.guests[guest]
        self.at_till("POST", "/search", keyword=member.name)
        self.at_till("PUT", "/sale/customer", member_id=str(member.id))

    @rule(subject=SUBJECTS, quantity=st.integers(1, 400))
    def a_reward_is_pressed(self, subject: str, quantity: int) -> None:
        which = {**self.venue.rewards, **self.venue.offers}[subject]
        chosen = {"quantity": quantity} if subject == "pay" else {}
        self.at_till("POST", "/sale/redemptions", reward_id=str(which), **chosen)

    @rule(percent=st.sampled_from(["10", "50", "100"]))
    def staff_give_a_discount(self, percent: str) -> None:
        self.at_till("PUT", "/sale/discount", percent=percent)

    @rule(line=LINES)
    def a_line_is_taken_off(self, line: int) -> None:
        self.at_till("DELETE", f"/sale/lines/{line}")

    @rule(line=LINES)
    def the_sale_is_split(self, line: int) -> None:
        self.at_till("POST", "/sale/split", lines=[{"number": line, "quantity": 1}])

    @rule()
    def the_sale_is_paid(self) -> None:
        self.at_till("POST", "/sale/payments", method_id=501)
        self.at_till("POST", "/sale/completion")

    @rule()
    def the_sale_is_thrown_away(self) -> None:
        self.at_till("DELETE", "/sale")

    @rule(place=st.integers(0, 5))
    def a_held_sale_is_taken_up(self, place: int) -> None:
        held = [one for one in self.orders if one.status in ("ON_HOLD", "PENDING")]
        if held:
            self.at_till("POST", f"/orders/{held[place % len(held)].id}/resumption")

    @rule(place=st.integers(0, 5))
    def a_finished_sale_is_opened_again(self, place: int) -> None:
        if order := self.finished(place):
            self.at_till("POST", f"/orders/{order}/reopening")

    @rule(place=st.integers(0, 5), cents=st.integers(1, 3_000))
    def an_amount_goes_back(self, place: int, cents: int) -> None:
        if order := self.finished(place):
            amount = str(Decimal(cents) / 100)
            self.at_till("POST", f"/orders/{order}/refund", amount=amount)

    @rule(place=st.integers(0, 5), line=LINES)
    def an_item_goes_back(self, place: int, line: int) -> None:
        if order := self.finished(place):
            self.at_till("POST", f"/orders/{order}/refund", lines=[{"number": line}])

    @rule(place=st.integers(0, 5))
    def all_goes_back(self, place: int) -> None:
        if order := self.finished(place):
            self.at_till("POST", f"/orders/{order}/refund")

    @rule(place=st.integers(0, 5))
    def a_refund_is_taken_back(self, place: int) -> None:
        if order := self.finished(place):
            self.at_till("DELETE", f"/orders/{order}/refund")

    @rule(place=st.integers(0, 9))
    def the_hub_hears_of_an_order(self, place: int) -> None:
        if self.orders:
            self.run(asked_about(self.venue, str(self.orders[place % len(self.orders)].id)))

    def all_settles_down(self) -> None:
        """The table is cleared, and the hub hears of everything, in any order and twice."""
        self.the_sale_is_paid()
        self.the_sale_is_thrown_away()
        for held in [one for one in self.orders if one.status in ("ON_HOLD", "PENDING")]:
            self.at_till("DELETE", f"/orders/{held.id}")
        told = [str(one.id) for one in self.orders] * 2
        self.random.shuffle(told)
        # What moved to another order is known there once that order was read.
        for one in (*told, *[str(one.id) for one in self.orders]):
            self.run(asked_about(self.venue, one))
        self.points_are_what_the_bills_are_worth()

    def points_are_what_the_bills_are_worth(self) -> None:
        worth = {guest.id: BEGIN for guest in self.guests}
        for order in self.orders:
            if order.status == "COMPLETE" and order.refunded_order_id is None:
                self.count(order, worth)
        for guest in self.guests:
            assert self.run(self.venue.points(guest)) == (worth[guest.id], 0)
        assert self.run(self.venue.discrepancies()) == []

    def count(self, order: Order, worth: dict[Any, int]) -> None:
        """What one sale brought its member, and what was redeemed on it cost."""
        cloud = self.venue.simulator.cloud
        total = int(cloud.bill(order).total * 100)
        back = sum(int(money_of(cloud, one) * 100) for one in refunds_of(cloud, order))
        left, of = Money(total - back, "AUD"), Money(total, "AUD")
        assert back <= max(total, 0)
        if member := self.member_of(order):
            worth[member.id] += part_of(total // 100, left.minor, total) if total else 0
        for one in self.run(redeemed_on(self.venue, str(order.id))):
            if one.state is RedemptionState.SETTLED:
                assert self.is_on(one, order), one
                assert total == 0 or left
                worth[one.member] -= cost_of(one, left, of)
            else:
                assert not one.state.stands, one
                assert one.reason in ("refunded", "refused") or not self.is_on(one, order), one

    def is_on(self, one: Redemption, order: Order) -> bool:
        return any(str(one.id) in (line.notes or "") for line in order.lines)

    def member_of(self, order: Order) -> Member | None:
        customer = self.venue.simulator.cloud.state.customers.get(order.customer_id or 0)
        references = customer.references.values() if customer else ()
        return next((one for one in self.guests if str(one.id) in references), None)

    def teardown(self) -> None:
        self.all_settles_down()


def cost_of(one: Redemption, left: Money, of: Money) -> int:
    assert one.carried is not None
    if not one.variable:
        return int(one.points)
    spent = one.points * one.carried.minor // one.discount.minor
    return spent if left == of else part_of(spent, left.minor, of.minor)


async def sold_at_all(venue: Venue) -> int:
    return len(await list_sales(venue.db, venue.merchant))


def test_points_follow_the_final_bills_whatever_happened_on_the_way(database_url: str) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(database_url))
        opened = open_venue(db, database_url)
        venue = runner.run(opened.__aenter__())
        venue.simulator.turn(order_reopen=True)
        runner.run(venue.settings(via="product", discount_product_id="9027"))
        try:
            explore(Evening, examples=10, steps=25, runner=runner, venue=venue)
            assert runner.run(sold_at_all(venue)) > 0
        finally:
            runner.run(opened.__aexit__(None, None, None))
            runner.run(db.close())
