"""Rules of files with vouchers: columns, cells, and what a row does."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import AccountId, BatchId, MemberId, MerchantId, StoreId, VoucherId
from regulars.kernel.money import Money
from regulars.vouchers import cells
from regulars.vouchers.cells import Habits
from regulars.vouchers.model import (
    AmountOff,
    NewVoucher,
    ShareOff,
    Source,
    Terms,
    UseType,
    Voucher,
    Worth,
)
from regulars.vouchers.outcomes import Doing, Insert, Same, Update, what_to_do
from regulars.vouchers.rows import BadRow, Column, Known, cells_of, columns_of

SYDNEY = Habits(currency="AUD", zone="Australia/Sydney")
BERLIN = Habits(
    currency="EUR", zone="Europe/Berlin", decimal_sign=",", group_sign=".", day_order="dmy"
)
PARIS = msgspec.structs.replace(BERLIN, group_sign="\u202f")
TEXAS = Habits(currency="USD", zone="America/Chicago", day_order="mdy")
KUWAIT = Habits(currency="KWD", zone="Asia/Kuwait")

NOON = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
BATCH = BatchId(UUID(int=7))
ROSA = MemberId(UUID(int=8))
FRONT, BACK = StoreId(123456789), StoreId(987654321)
KNOWN = Known(
    habits=SYDNEY,
    stores={"front, room": FRONT, "back": BACK, str(FRONT): FRONT, str(BACK): BACK},
    members={"K7QM-2XHP": ROSA},
)


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


@pytest.mark.parametrize(
    ("text", "habits", "value"),
    [
        ("12.50", SYDNEY, "12.5"),
        ("1,234.50", SYDNEY, "1234.5"),
        ("1,234", SYDNEY, "1234"),
        ("0", SYDNEY, "0"),
        ("12,50", BERLIN, "12.5"),
        ("12.50", BERLIN, "12.5"),
        ("1.234,50", BERLIN, "1234.5"),
        ("1234,5", BERLIN, "1234.5"),
        ("1 234,50", PARIS, "1234.5"),
        ("1.234", KUWAIT, "1.234"),
    ],
)
def test_an_amount_is_read_as_the_merchant_writes_it_or_with_a_point(
    text: str, habits: Habits, value: str
) -> None:
    assert cells.amount(text, habits) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "habits", "word"),
    [
        ("1.234", BERLIN, "two ways"),
        ("12,50", SYDNEY, "12.50"),
        ("1,234.50", BERLIN, "12,50"),
        ("12.505", SYDNEY, "2 decimals"),
        ("-5", SYDNEY, "zero or more"),
        ("five", SYDNEY, "zero or more"),
        ("1e5", SYDNEY, "zero or more"),
        ("NaN", SYDNEY, "zero or more"),
        ("9" * 30, SYDNEY, "zero or more"),
        ("$5", SYDNEY, "zero or more"),
    ],
)
def test_an_amount_that_could_be_another_is_refused(text: str, habits: Habits, word: str) -> None:
    with pytest.raises(Invalid, match=word):
        cells.amount(text, habits)


@pytest.mark.parametrize(
    ("text", "habits", "ends", "at"),
    [
        ("2026-06-01", SYDNEY, False, "2026-05-31T14:00"),
        ("2026-06-30", SYDNEY, True, "2026-06-30T14:00"),
        ("30/06/2026", SYDNEY, True, "2026-06-30T14:00"),
        ("30.6.26", BERLIN, False, "2026-06-29T22:00"),
        ("06/30/2026", TEXAS, False, "2026-06-30T05:00"),
        ("30/06/2026 17:30", SYDNEY, True, "2026-06-30T07:30"),
        ("2026-06-30T17:30:00", SYDNEY, True, "2026-06-30T07:30"),
        ("2026-06-30T17:30:00+02:00", SYDNEY, True, "2026-06-30T15:30"),
        ("2026-06-30T15:30:00Z", SYDNEY, False, "2026-06-30T15:30"),
        ("2026-06-30T15:30:00.000Z", SYDNEY, False, "2026-06-30T15:30"),
    ],
)
def test_a_day_is_the_merchants_and_the_last_one_includes_itself(
    text: str, habits: Habits, ends: bool, at: str
) -> None:
    assert cells.moment(text, habits, ends=ends) == datetime.fromisoformat(at + "+00:00")


@pytest.mark.parametrize(
    "text", ["06/30/2026", "2026-02-30", "tomorrow", "1/2", "0001-01-01", "9999-12-31", "26", "::"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    for ends in (False, True):
        with pytest.raises(Invalid, match="31/12/2026"):
            cells.moment(text, SYDNEY, ends=ends)


def test_columns_are_found_in_any_order_and_writing() -> None:
    columns, others = columns_of(
        ["Discount", " CODE ", "Start Date", "is_active", "Colour", "left"]
    )
    assert columns == [Column.DISCOUNT, Column.CODE, Column.STARTS, Column.ACTIVE, None, None]
    assert others == ["Colour"]
    row = cells_of(columns, ["5", "A1", "", "yes", "red"])
    assert row == {"discount": "5", "code": "A1", "isActive": "yes"}


@pytest.mark.parametrize(
    ("headings", "word"),
    [
        (["code"], "discount"),
        (["A", "B"], "code”.*discount"),
        (["code", "discount", "Code"], "several"),
    ],
)
def test_headings_that_miss_or_repeat_a_column_are_refused(headings: list[str], word: str) -> None:
    with pytest.raises(Invalid, match=word):
        columns_of(headings)


def do(voucher: Voucher | None = None, **row: str) -> Doing:
    return what_to_do({"code": "SPRING", "discount": "5", **row}, KNOWN, voucher, BATCH)


def test_a_row_with_a_code_and_a_discount_is_stored_value_with_the_defaults() -> None:
    new = NewVoucher(
        code="SPRING",
        worth=AmountOff(aud("5")),
        use_type=UseType.ONE_TIME_USE,
        terms=Terms(minimum=aud("0")),
        batch=BATCH,
    )
    assert do() == Insert(new)


def test_a_row_can_say_everything() -> None:
    doing = do(
        discount="12.5 %",
        discountType="Percentage",
        type="multi use",
        orderMinAmount="20",
        startDate="2026-06-01",
        endDate="2026-06-30",
        isActive="no",
        externalId="77",
        description="Spring",
        memberCode="k7qm2xhp",
        stores="back | 123456789",
        limitTotal="50",
        limitPerMember="2",
    )
    assert isinstance(doing, Insert)
    assert doing.new.worth == ShareOff(1250)
    assert doing.new.use_type is UseType.MULTI_USE
    assert doing.new.terms == Terms(
        description="Spring",
        starts_at=datetime(2026, 5, 31, 14, 0, tzinfo=UTC),
        ends_at=datetime(2026, 6, 30, 14, 0, tzinfo=UTC),
        minimum=aud("20"),
        limit_total=50,
        limit_per_member=2,
        stores=(FRONT, BACK),
        member=ROSA,
        active=False,
        external_id="77",
    )


def test_a_store_whose_name_has_a_comma_is_found() -> None:
    doing = do(stores="Front, room")
    assert isinstance(doing, Insert)
    assert doing.new.terms.stores == (FRONT,)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"code": ""}, "code is empty."),
        ({"code": "A"}, "code, “A”: "),
        ({"code": "K7QM-2XHP"}, "wallet"),
        ({"discount": ""}, "discount is empty."),
        ({"discount": "five"}, "discount, “five”: "),
        ({"discount": "0"}, "discount, “0”: "),
        ({"discount": "101", "discountType": "PERCENTILE"}, "discount, “101”: "),
        ({"discountType": "FREE"}, "discountType, “FREE”: MONETARY or PERCENTILE"),
        ({"type": "TWICE"}, "type, “TWICE”: MULTI_USE or ONE_TIME_USE"),
        ({"orderMinAmount": "abc"}, "orderMinAmount, “abc”: "),
        ({"startDate": "soon"}, "startDate, “soon”: "),
        ({"startDate": "2026-06-02", "endDate": "2026-06-01"}, "endDate, “2026-06-01”: "),
        ({"isActive": "perhaps"}, "isActive, “perhaps”: "),
        ({"memberCode": "ABCD-EFGH"}, "memberCode, “ABCD-EFGH”: No member"),
        ({"memberCode": "nobody"}, "memberCode, “nobody”: No member"),
        ({"stores": "back, attic"}, "no store “attic”"),
        ({"limitTotal": "0"}, "limitTotal, “0”: "),
        ({"limitPerMember": "1.5"}, "limitPerMember, “1.5”: "),
        ({"description": "x" * 201}, "description, “xxx"),
        ({"externalId": "x" * 101}, "externalId, “xxx"),
        ({"discount": "x", "isActive": "y?"}, "discount, “x”: "),
        ({"discount": "x", "isActive": "y?"}, "isActive, “y?”: "),
    ],
)
def test_a_bad_row_says_which_cell_is_wrong_and_why(row: dict[str, str], said: str) -> None:
    with pytest.raises(BadRow) as refusal:
        do(None, **row)
    assert said in refusal.value.sentence


def voucher(worth: Worth, use_type: UseType, **terms: Any) -> Voucher:
    stored = isinstance(worth, AmountOff) and use_type is UseType.ONE_TIME_USE
    return Voucher(
        id=VoucherId(UUID(int=1)),
        merchant=MerchantId(UUID(int=2)),
        code="Spring",
        source=Source.STORE,
        worth=worth,
        use_type=use_type,
        terms=Terms(minimum=aud("0"), **terms),
        account=AccountId(UUID(int=3)) if stored else None,
        left=aud("1") if stored else None,
        held=aud("0") if stored else None,
        used=4,
        batch=None,
        created_at=NOON,
        updated_at=NOON,
    )


FIVE = voucher(AmountOff(aud("5")), UseType.ONE_TIME_USE, description="Hello", stores=(BACK, FRONT))
TENTH = voucher(ShareOff(1000), UseType.ONE_TIME_USE, limit_total=1)


def test_a_voucher_keeps_what_a_row_does_not_say() -> None:
    assert do(FIVE) == Same()
    assert do(FIVE, description="Hello", isActive="yes", stores="front, room") != Same()
    assert do(FIVE, stores="123456789;987654321", orderMinAmount="0") == Same()
    changed = do(FIVE, endDate="2026-06-30")
    assert isinstance(changed, Update)
    assert changed.terms == msgspec.structs.replace(
        FIVE.terms, ends_at=datetime(2026, 6, 30, 14, 0, tzinfo=UTC)
    )


def test_a_dash_takes_away_what_a_voucher_has() -> None:
    changed = do(FIVE, description="-", stores="-", endDate="-")
    assert changed == Update(FIVE.id, Terms(minimum=aud("0")))


def test_a_row_without_a_kind_is_read_with_the_kind_that_the_voucher_has() -> None:
    assert do(TENTH, discount="10") == Same()
    assert do(TENTH, discount="10", limitTotal="5") == Same()


@pytest.mark.parametrize(
    ("known", "row", "said"),
    [
        (FIVE, {"discount": "6"}, "discount, “6”: Spring was issued as 5.00 AUD"),
        (FIVE, {"discountType": "PERCENTILE"}, "Spring was issued as MONETARY"),
        (FIVE, {"type": "MULTI_USE"}, "Spring was issued as ONE_TIME_USE"),
        (TENTH, {"discount": "12"}, "Spring was issued as 10 %"),
        (FIVE, {"limitTotal": "3"}, "used 4 times"),
    ],
)
def test_kind_value_and_past_uses_of_a_voucher_cannot_be_changed_by_a_row(
    known: Voucher, row: dict[str, str], said: str
) -> None:
    with pytest.raises(BadRow) as refusal:
        do(known, **row)
    assert said in refusal.value.sentence
