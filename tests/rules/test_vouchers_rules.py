"""What vouchers take off and wallets get; the figures are those of docs/algorithms."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.worked import table

from regulars.kernel.ids import AccountId, MemberId, MerchantId, StoreId, VoucherId
from regulars.kernel.money import LARGEST, Money
from regulars.vouchers.errors import BadVoucher
from regulars.vouchers.model import (
    AmountOff,
    Hours,
    NewVoucher,
    Problem,
    ShareOff,
    Source,
    Terms,
    UseType,
    Voucher,
    Worth,
)
from regulars.vouchers.rules import (
    check_new,
    credits_gone,
    credits_won,
    discount_of,
    is_for,
    limit_of,
    problem_of,
    sentence_of,
    stores_value,
    within,
    worth_now,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
HOUR = timedelta(hours=1)
ONCE, OFTEN = UseType.ONE_TIME_USE, UseType.MULTI_USE
STORE = StoreId(155)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def aud(amount: str) -> Money:
    """`-$5.00`, or without the signs."""
    return Money.of(amount.replace("$", ""), "AUD")


def voucher(worth: Worth, use_type: UseType = ONCE, *, left: str = "", used: int = 0,
            **terms: Any) -> Voucher:  # fmt: skip
    terms.setdefault("minimum", aud("0"))
    stored = stores_value(worth, use_type)
    value = worth.value if isinstance(worth, AmountOff) else None
    return Voucher(
        id=VoucherId(UUID(int=1)),
        merchant=MerchantId(UUID(int=2)),
        code="XYZ",
        source=Source.STORE,
        worth=worth,
        use_type=use_type,
        terms=Terms(**terms),
        account=AccountId(UUID(int=3)) if stored else None,
        left=(aud(left) if left else value) if stored else None,
        held=aud("0") if stored else None,
        used=used,
        batch=None,
        created_at=NOON,
        updated_at=NOON,
    )


def problem(of: Voucher, **asked: Any) -> Problem | None:
    usual: dict[str, Any] = {"store": STORE, "total": aud("200"), "at": NOON, "member_uses": 0}
    return problem_of(of, **{**usual, **asked})


@pytest.mark.parametrize(
    ("what", "left", "bill", "off"), list(table("vouchers", "What comes off a bill"))
)
def test_what_comes_off_is_on_the_page(what: str, left: str, bill: str, off: str) -> None:
    worth, _, times = what.partition(", ")
    use_type = OFTEN if times == "often" else ONCE
    if worth.endswith("%"):
        made = voucher(ShareOff(int(worth[:-2]) * 100), use_type)
    else:
        face = AmountOff(aud("0" if worth == "wallet" else worth))
        made = voucher(face, use_type, left=left)
    assert discount_of(made, aud(bill)) == aud(off)


@given(
    minor=st.integers(-(10**6), LARGEST),
    basis_points=st.integers(1, 10_000),
    left=st.integers(0, 10**12),
)
def test_nothing_takes_off_more_than_the_bill(minor: int, basis_points: int, left: int) -> None:
    """A whole bill is taken off to the last cent and no further (D4.39, D4.43)."""
    bill = Money(minor, "AUD")
    owed = max(bill, aud("0"))
    stored = structs.replace(voucher(AmountOff(aud("1"))), left=Money(left, "AUD"))
    for made in (stored, voucher(ShareOff(basis_points))):
        assert aud("0") <= discount_of(made, bill) <= owed
    assert discount_of(voucher(ShareOff(10_000)), bill) == owed


@given(minor=st.integers(0, 10**9), lefts=st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_several_cards_on_one_bill_add_up_to_the_cent(minor: int, lefts: list[int]) -> None:
    """What they take and what is owed is the bill, exactly (D4.38, D4.45)."""
    owed = Money(minor, "AUD")
    for left in lefts:
        card = structs.replace(voucher(AmountOff(aud("1"))), left=Money(left, "AUD"))
        owed = owed - discount_of(card, owed)
    assert owed.minor == max(0, minor - sum(lefts))


@pytest.mark.parametrize(
    ("days", "begin", "end", "at", "can_be_used"), list(table("vouchers", "When it can be used", 2))
)
def test_hours_are_those_on_the_page(
    days: str, begin: str, end: str, at: str, can_be_used: str
) -> None:
    day, _, time = at.partition(" ")
    hours = Hours(1 << DAYS.index(days), minutes(begin), minutes(end))
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    moment = monday + timedelta(days=DAYS.index(day), minutes=minutes(time) or 0)
    assert within(hours, moment) == (can_be_used == "yes")


def minutes(time: str) -> int | None:
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute) if hour else None


def test_the_first_problem_is_the_answer_in_the_order_of_the_page() -> None:
    wrong: dict[Problem, dict[str, Any]] = {
        Problem.INACTIVE: {"active": False},
        Problem.UNPAID: {},
        Problem.NOT_YET: {"starts_at": NOON + HOUR},
        Problem.ENDED: {"ends_at": NOON},
        Problem.OTHER_STORE: {"stores": (StoreId(7),)},
        Problem.OTHER_HOURS: {"hours": Hours(weekdays=1)},
        Problem.USED_UP: {},
        Problem.MEMBER_USED_UP: {"limit_per_member": 2},
        Problem.BELOW_MINIMUM: {"minimum": aud("200.01")},
    }
    assert [f"`{one}`" for one in wrong] == [
        row[0] for row in table("vouchers", "When it can be used")
    ]
    standing = list(wrong)
    while standing:
        terms: dict[str, Any] = {}
        for one in standing:
            terms |= wrong[one]
        if Problem.NOT_YET in standing:
            terms.pop("ends_at", None)
        left = "0" if Problem.USED_UP in standing else "10"
        made = voucher(AmountOff(aud("10")), left=left, **terms)
        asked = {"unpaid": Problem.UNPAID in standing, "member_uses": 2}
        assert problem(made, **asked) is standing[0]
        standing.pop(0)
    assert problem(voucher(AmountOff(aud("10")))) is None


def test_edges_of_time_minimum_and_store_are_within() -> None:
    made = voucher(
        ShareOff(1000), OFTEN, starts_at=NOON, ends_at=NOON + HOUR, minimum=aud("200"),
        stores=(StoreId(1), STORE), limit_total=2, used=1, limit_per_member=2,
    )  # fmt: skip
    assert problem(made, member_uses=1) is None
    assert problem(made, at=NOON - timedelta(microseconds=1)) is Problem.NOT_YET
    assert problem(made, at=NOON + HOUR) is Problem.ENDED
    assert problem(made, total=None) is None
    assert problem(structs.replace(made, used=2)) is Problem.USED_UP


def test_a_share_for_one_time_has_one_use_whatever_its_limit_says() -> None:
    once = voucher(ShareOff(1000), limit_total=9)
    assert limit_of(once.worth, ONCE, once.terms) == 1
    assert problem(structs.replace(once, used=1)) is Problem.USED_UP
    assert limit_of(once.worth, OFTEN, once.terms) == 9


def test_what_a_voucher_is_good_for_is_what_is_left_of_it() -> None:
    assert worth_now(voucher(AmountOff(aud("10")), left="4")) == AmountOff(aud("4"))
    assert worth_now(voucher(AmountOff(aud("10")), OFTEN)) == AmountOff(aud("10"))
    assert worth_now(voucher(ShareOff(1000))) == ShareOff(1000)


def test_a_voucher_is_everybodys_or_its_members() -> None:
    ada, bob = MemberId(UUID(int=7)), MemberId(UUID(int=8))
    assert is_for(voucher(ShareOff(1000)), None)
    assert is_for(voucher(ShareOff(1000), member=ada), ada)
    assert not is_for(voucher(ShareOff(1000), member=ada), bob)


@pytest.mark.parametrize("one", list(Problem))
def test_a_cashier_is_told_every_problem_in_a_sentence(one: Problem) -> None:
    assert sentence_of(one).endswith(".")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "K7QM-2XHP"}, "code"),
        ({"worth": AmountOff(aud("0"))}, "value"),
        ({"worth": AmountOff(aud("-5"))}, "value"),
        ({"worth": AmountOff(Money(LARGEST, "AUD"))}, "value"),
        ({"worth": AmountOff(Money(500, "EUR"))}, "value"),
        ({"worth": ShareOff(0)}, "percent"),
        ({"worth": ShareOff(10_001)}, "percent"),
        ({"description": "x" * 201}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"minimum": aud("-1")}, "minimum"),
        ({"minimum": Money(500, "EUR")}, "minimum"),
        ({"starts_at": NOON, "ends_at": NOON}, "ends_at"),
        ({"limit_total": 0}, "limit_total"),
        ({"limit_per_member": 10**9 + 1}, "limit_per_member"),
        ({"hours": Hours(weekdays=0)}, "weekdays"),
        ({"hours": Hours(from_minute=60)}, "hours"),
        ({"hours": Hours(from_minute=60, until_minute=60)}, "hours"),
        ({"hours": Hours(from_minute=0, until_minute=1441)}, "hours"),
        ({"external_id": ""}, "external_id"),
        ({"external_id": "x" * 101}, "external_id"),
    ],
)
def test_what_cannot_be_used_names_its_field(changes: dict[str, object], field: str) -> None:
    good = NewVoucher(
        code="XYZ", worth=AmountOff(aud("5")), use_type=ONCE, terms=Terms(minimum=aud("0"))
    )
    check_new(good, currency="AUD")
    of_new = {name: value for name, value in changes.items() if hasattr(good, name)}
    of_terms = {name: value for name, value in changes.items() if name not in of_new}
    bad = structs.replace(good, terms=structs.replace(good.terms, **of_terms), **of_new)
    with pytest.raises(BadVoucher) as refused:
        check_new(bad, currency="AUD")
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("before", "sale", "credit", "after"), list(table("vouchers", "A wallet's credit"))
)
def test_credits_are_those_on_the_page(before: str, sale: str, credit: str, after: str) -> None:
    per, five = aud("50"), aud("5")
    amount = aud(sale)
    if amount.minor >= 0:
        times, progress = credits_won(aud(before), amount, per)
    else:
        gone, progress = credits_gone(aud(before), -amount, per)
        times = -gone
    assert (Money(times * five.minor, "AUD"), progress) == (aud(credit), aud(after))


@given(
    spent=st.lists(st.integers(0, 10**7), max_size=10),
    per=st.integers(1, 10**6),
    data=st.data(),
)
def test_credits_are_what_the_sum_is_worth(spent: list[int], per: int, data: st.DataObject) -> None:
    """In any order of selling and taking back: full amounts are credits, the rest is progress."""
    progress, times = aud("0"), 0
    undone = data.draw(st.lists(st.sampled_from(range(len(spent))), unique=True) if spent
                       else st.just([]))  # fmt: skip
    for minor in spent:
        won, progress = credits_won(progress, Money(minor, "AUD"), Money(per, "AUD"))
        times += won
    for index in undone:
        gone, progress = credits_gone(progress, Money(spent[index], "AUD"), Money(per, "AUD"))
        times -= gone
    left = sum(spent) - sum(spent[index] for index in undone)
    assert (times, progress.minor) == divmod(left, per)
