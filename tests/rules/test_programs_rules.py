"""What a program earns and gives; the figures are those of docs/algorithms."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kernel.ids import (
    ConnectionId,
    MemberId,
    OfferId,
    RedemptionId,
    RewardId,
    StoreId,
    VoucherId,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.pos.model import DiscountKind, OrderDiscount, OrderStatus, PosOrder
from regulars.programs.benefits.model import AmountOff, ByHand, PointsForMoney, WalletCredit
from regulars.programs.benefits.stacking import check_combination
from regulars.programs.errors import BadQuantity, CannotCombine, ClaimStale
from regulars.programs.model import Claim, Kind, NextReward, Redemption, RedemptionState, Reward
from regulars.programs.rules import (
    check_claim,
    chosen_points,
    is_carried,
    next_reward,
    on_the_bill,
    settled_points,
    usable_reward,
)
from regulars.programs.stacking import Stacking

SYDNEY = ZoneInfo("Australia/Sydney")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


FIVE_OFF = AmountOff(aud("5"))
PAY_WITH_POINTS = PointsForMoney(aud("5"), Points(100))


def reward(*, points: int = 500, variable: bool = True) -> Reward:
    benefit = PAY_WITH_POINTS if variable else FIVE_OFF
    return Reward(RewardId(UUID(int=9)), "Pay with points", benefit, Points(points))


@pytest.mark.parametrize("typed", ["0", "-5", "501", "12.5", "", "many", "1e3", "٣", "9" * 40])
def test_a_number_of_points_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(BadQuantity, match="500"):
        chosen_points(reward(), typed)


def test_the_cashier_chooses_how_many_points() -> None:
    assert chosen_points(reward(), "250") == 250


def test_a_fixed_price_takes_no_number_from_the_till() -> None:
    assert chosen_points(reward(points=100, variable=False), "250") == 100


def test_only_what_the_points_reach_for_is_shown() -> None:
    assert usable_reward(reward(points=100, variable=False), Points(99)) is None
    assert usable_reward(reward(points=100, variable=False), Points(100)) == 100
    assert usable_reward(reward(), Points(120)) == 120
    assert usable_reward(reward(), Points(9_000)) == 500
    assert usable_reward(reward(), Points(0)) is None


def claim(*, points: int = 500, issued_at: datetime = NOW) -> Claim:
    return Claim(
        uuid4(), MemberId(UUID(int=3)), RewardId(UUID(int=9)), None, Points(points), issued_at
    )


def test_a_button_of_another_day_is_refused() -> None:
    with pytest.raises(ClaimStale):
        check_claim(claim(), reward(), at=NOW + timedelta(hours=19))


def test_a_reward_that_got_dearer_since_is_refused() -> None:
    with pytest.raises(ClaimStale):
        check_claim(claim(points=100), reward(points=120, variable=False), at=NOW)


def test_a_reward_that_was_switched_off_is_refused() -> None:
    with pytest.raises(ClaimStale):
        check_claim(claim(), msgspec.structs.replace(reward(), active=False), at=NOW)


def redemption(number: int, off: str, *, points: int = 0, variable: bool = False) -> Redemption:
    return Redemption(
        id=RedemptionId(UUID(int=number)),
        connection=ConnectionId(UUID(int=1)),
        store=StoreId(1),
        order="88",
        number="88",
        member=MemberId(UUID(int=3)),
        title=off,
        points=Points(points),
        discount=aud(off),
        state=RedemptionState.APPLIED,
        what=PAY_WITH_POINTS if variable else FIVE_OFF,
        claim=uuid4(),
        quantity=Points(points),
        requested_at=NOW + timedelta(seconds=number),
    )


def bill(
    stated: str, given: str | None = None, *, kind: DiscountKind = DiscountKind.AMOUNT
) -> PosOrder:
    return PosOrder(
        ref="88",
        site_id="1",
        number="88",
        status=OrderStatus.OPEN,
        total=aud("30"),
        tax=aud("0"),
        tips=aud("0"),
        discount=OrderDiscount(kind, aud(stated), aud(given or stated)),
        marked={},
        member_reference="",
        lines=(),
        payments=(),
        created_at=NOW,
        updated_at=NOW,
    )


FIVE, THREE = redemption(1, "5"), redemption(2, "3")
STAFFS_OWN_PERCENT = bill("8", kind=DiscountKind.PERCENT)


@pytest.mark.parametrize(
    ("order", "carried"),
    [
        (bill("8"), {FIVE.id: aud("5"), THREE.id: aud("3")}),
        (bill("5"), {FIVE.id: aud("5")}),
        (bill("3"), {THREE.id: aud("3")}),
        (bill("0", kind=DiscountKind.NONE), {}),
        (bill("6"), {}),
        (STAFFS_OWN_PERCENT, {}),
    ],
)
def test_what_is_ours_on_a_bill_is_told_from_the_staffs_own(
    order: PosOrder, carried: dict[RedemptionId, Money]
) -> None:
    assert on_the_bill([FIVE, THREE], order) == carried


def test_a_mark_on_the_bill_is_believed_before_the_discount() -> None:
    order = replace(bill("3"), marked={FIVE.id: aud("5")})
    assert on_the_bill([FIVE, THREE], order) == {FIVE.id: aud("5"), THREE.id: aud("3")}


def test_a_bill_smaller_than_its_discount_settles_a_part() -> None:
    paid = redemption(1, "20", points=400, variable=True)
    carried = on_the_bill([paid], bill("20", "15"))
    assert carried == {paid.id: aud("15")}
    assert settled_points(paid, carried[paid.id]) == 300


def test_a_fixed_price_is_paid_whole_or_not_at_all() -> None:
    bought = redemption(1, "5", points=100)
    assert settled_points(bought, aud("0.01")) == 100
    assert settled_points(bought, aud("0")) == 0


@given(
    st.integers(1, 10_000),
    st.integers(1, 10**6),
    st.integers(0, 10**6),
)
def test_what_is_settled_is_never_more_than_was_held(points: int, off: int, carried: int) -> None:
    paid = msgspec.structs.replace(
        redemption(1, "5", points=points, variable=True), discount=Money(off, "AUD")
    )
    settled = settled_points(paid, Money(min(carried, off), "AUD"))
    assert 0 <= settled <= points


def test_what_leaves_the_bill_is_carried_by_every_bill() -> None:
    for what in (WalletCredit(aud("5")), ByHand("A cap")):
        given_out = msgspec.structs.replace(redemption(1, "0", points=100), what=what)
        carried = on_the_bill([given_out, THREE], STAFFS_OWN_PERCENT)
        assert carried == {given_out.id: aud("0")}
        assert is_carried(given_out, carried)
        assert settled_points(given_out, aud("0")) == 100


def stands(number: int, kind: Kind, *, alone: bool = False) -> Redemption:
    ids: dict[Kind, dict[str, Any]] = {
        Kind.REWARD: {"reward": RewardId(UUID(int=9))},
        Kind.OFFER: {"offer": OfferId(UUID(int=9))},
        Kind.VOUCHER: {"voucher": VoucherId(UUID(int=9))},
    }
    return msgspec.structs.replace(
        redemption(number, "3"), title=f"Deal {number}", alone=alone, **ids[kind]
    )


@pytest.mark.parametrize(
    ("stacking", "one", "other"),
    [
        (Stacking(rewards_with_rewards=False), Kind.REWARD, Kind.REWARD),
        (Stacking(offers_with_offers=False), Kind.OFFER, Kind.OFFER),
        (Stacking(rewards_with_offers=False), Kind.REWARD, Kind.OFFER),
        (Stacking(vouchers_with_others=False), Kind.VOUCHER, Kind.REWARD),
        (Stacking(vouchers_with_others=False), Kind.VOUCHER, Kind.VOUCHER),
    ],
)
def test_what_the_program_does_not_combine_is_refused_whichever_comes_second(
    stacking: Stacking, one: Kind, other: Kind
) -> None:
    for first, second in ((one, other), (other, one)):
        there = [stands(1, first)]
        check_combination(Stacking(), there, second, "Deal 2", alone=False)
        with pytest.raises(CannotCombine, match="“Deal 2” cannot be combined with “Deal 1”"):
            check_combination(stacking, there, second, "Deal 2", alone=False)


def test_what_is_alone_is_combined_with_nothing_whichever_comes_second() -> None:
    check_combination(Stacking(), [], Kind.OFFER, "Deal 2", alone=True)
    with pytest.raises(CannotCombine, match=r"“Deal 2” cannot .* Take “Deal 1” off"):
        check_combination(Stacking(), [stands(1, Kind.OFFER)], Kind.OFFER, "Deal 2", alone=True)
    there = [stands(1, Kind.VOUCHER), stands(3, Kind.REWARD, alone=True)]
    with pytest.raises(CannotCombine, match=r"“Deal 3” cannot .* Take “Deal 3” off"):
        check_combination(Stacking(), there, Kind.OFFER, "Deal 2", alone=False)


def test_a_bill_takes_as_many_as_the_program_says() -> None:
    there = [stands(1, Kind.OFFER), stands(2, Kind.OFFER)]
    check_combination(Stacking(most=3), there, Kind.OFFER, "Deal", alone=False)
    with pytest.raises(CannotCombine, match="2 on this bill already"):
        check_combination(Stacking(most=2), there, Kind.OFFER, "Deal", alone=False)


def test_the_next_reward_is_the_one_that_the_fewest_points_are_missing_for() -> None:
    cake = Reward(RewardId(UUID(int=1)), "Cake", FIVE_OFF, Points(150))
    cup = Reward(RewardId(UUID(int=2)), "Cup", FIVE_OFF, Points(120))
    assert next_reward([cake, cup, reward()], Points(110)) == NextReward("Cup", Points(10))
    assert next_reward([cake, cup, reward()], Points(120)) == NextReward("Cake", Points(30))
    assert next_reward([cake, cup, reward()], Points(150)) is None
