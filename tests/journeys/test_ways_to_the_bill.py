"""Every way a reward can reach the bill, with a discount of the staff's own in the way or not.

Two risottos come to $52; $5 off costs 100 points, and an offer takes $3 off. Whatever the way, the
guest pays what the screen says, both are settled if they are on the bill, and a refund gives all
back.
"""

from typing import Literal
from uuid import uuid4

import pytest
from tests.journeys.refunds import notices, paid, refund, rosa_comes, sale_of, states_on
from tests.venue import RISOTTO, Venue, aud

from regulars.kernel.ids import OfferId
from regulars.programs.benefits.model import AmountOff
from regulars.programs.conditions.model import Conditions
from regulars.programs.define import read_offer, save_offer
from regulars.programs.model import Offer

Staff = Literal["none", "percent_before", "amount_before", "percent_after", "amount_after"]
Way = dict[str, str]

DISCOUNT = {"via": "variation"}
PRODUCT = {"via": "product", "discount_product_id": "9027"}
PAYMENT = {"via": "payment", "payment_method_id": "503"}
ELSE_PRODUCT = {"via": "variation", "discount_product_id": "9027"}
ELSE_PAYMENT = {"via": "variation", "payment_method_id": "503"}

BOTH, NEITHER = ["settled", "settled"], ["released", "released"]

# way, staff's own discount of 10 % or $2, what the guest pays, and what becomes of the two
TABLE: list[tuple[Way, Staff, str, list[str]]] = [
    (DISCOUNT, "none", "44", BOTH),
    (DISCOUNT, "percent_before", "46.80", []),
    (DISCOUNT, "amount_before", "50", []),
    (DISCOUNT, "percent_after", "46.80", NEITHER),
    (DISCOUNT, "amount_after", "50", NEITHER),
    (ELSE_PRODUCT, "none", "44", BOTH),
    (ELSE_PRODUCT, "percent_before", "38.80", BOTH),
    (ELSE_PRODUCT, "amount_before", "42", BOTH),
    (ELSE_PAYMENT, "percent_before", "38.80", BOTH),
    (PRODUCT, "none", "44", BOTH),
    (PRODUCT, "percent_before", "38.80", BOTH),
    (PRODUCT, "percent_after", "39.60", BOTH),
    (PRODUCT, "amount_after", "42", BOTH),
    (PAYMENT, "none", "44", BOTH),
    (PAYMENT, "percent_before", "38.80", BOTH),
    (PAYMENT, "percent_after", "38.80", BOTH),
    (PAYMENT, "amount_after", "42", BOTH),
]


async def staff_give(venue: Venue, staff: Staff, when: str) -> None:
    if staff.endswith(when):
        discount = {"percent": "10"} if staff.startswith("percent") else {"amount": "2"}
        await venue.do("PUT", "/sale/discount", **discount)


@pytest.mark.parametrize("way", [DISCOUNT, ELSE_PRODUCT, ELSE_PAYMENT, PRODUCT, PAYMENT])
async def test_two_rewards_reach_the_bill_and_come_back_with_it(venue: Venue, way: Way) -> None:
    rosa = await rosa_comes(venue)
    await venue.settings(**way)
    for _, staff, pays, states in [row for row in TABLE if row[0] is way]:
        await venue.ring(RISOTTO, 2)
        await venue.choose(rosa)
        await staff_give(venue, staff, "before")
        for subject in (venue.rewards["five"], venue.offers["welcome"]):
            shown = await venue.redeem(subject)
            said = shown["redemptions"][-1]
            assert said["success"] == bool(states), (staff, said)
            assert states or "takes only one" in said["error"]
        await staff_give(venue, staff, "after")
        sale = await paid(venue)

        recorded = await sale_of(venue, sale)
        assert recorded.total == aud(pays), staff
        assert sorted(await states_on(venue, sale)) == (states or ["refused", "refused"]), staff
        cost = 100 if states == BOTH else 0
        assert await venue.points(rosa) == (1_000 - cost + recorded.total.minor // 100, 0), staff

        await refund(venue, sale)
        assert await venue.points(rosa) == (1_000, 0), staff
        assert (await sale_of(venue, sale)).refunded == aud(pays), staff
    assert await notices(venue) == []


async def test_what_staff_make_of_a_reward_is_a_discount_of_their_own(venue: Venue) -> None:
    rosa = await rosa_comes(venue)
    await venue.settings(**PRODUCT)
    budget = Offer(OfferId(uuid4()), "Lunch", AmountOff(aud("3")), Conditions(budget=aud("4")))
    await save_offer(venue.db, venue.merchant, budget, at=venue.watch(), actor="test")
    await venue.ring(RISOTTO, 2)
    await venue.choose(rosa)
    await venue.redeem(venue.rewards["pay"], quantity=100)
    await venue.redeem(budget.id)
    shown = await venue.do("GET", "")
    for line in shown["sale"]["lines"][1:]:
        await venue.do("PUT", f"/sale/lines/{line['number']}", quantity=2)
    sale = await paid(venue)

    assert (await sale_of(venue, sale)).total == aud("36")
    assert await states_on(venue, sale) == BOTH
    assert await venue.points(rosa) == (1_000 - 100 + 36, 0)
    kept = await read_offer(venue.db, venue.merchant, budget.id)
    assert kept.spent_minor == 300
    assert await notices(venue) == ["more_off"]
