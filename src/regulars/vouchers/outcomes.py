"""What a row of a file does to the vouchers that are there. No clock, no database."""

from decimal import Decimal
from typing import TypeAlias

import msgspec

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import BatchId, VoucherId
from regulars.kernel.money import Money
from regulars.vouchers.model import AmountOff, NewVoucher, Terms, Voucher, Worth
from regulars.vouchers.rows import Asked, BadRow, Cells, Column, Known, read_row, wrong_cell
from regulars.vouchers.rules import check_new, check_terms, limit_of

FIELDS = {
    "code": Column.CODE,
    "value": Column.DISCOUNT,
    "percent": Column.DISCOUNT,
    "minimum": Column.MINIMUM,
    "ends_at": Column.ENDS,
    "starts_at": Column.STARTS,
    "limit_total": Column.LIMIT_TOTAL,
    "limit_per_member": Column.LIMIT_PER_MEMBER,
    "external_id": Column.EXTERNAL_ID,
    "description": Column.DESCRIPTION,
}
"""Which cell a field of a voucher is typed into."""


class Insert(msgspec.Struct, frozen=True):
    """A voucher that is not there yet."""

    new: NewVoucher


class Update(msgspec.Struct, frozen=True):
    """A voucher that is there, with other terms."""

    voucher: VoucherId
    terms: Terms


class Same(msgspec.Struct, frozen=True):
    """A voucher that is as the row has it."""


Doing: TypeAlias = Insert | Update | Same


def what_to_do(row: Cells, known: Known, voucher: Voucher | None, batch: BatchId) -> Doing:
    """What `row` does to `voucher`, which has its code; None is a new one. Raises `BadRow`."""
    asked = read_row(row, known, voucher)
    try:
        if voucher is None:
            return Insert(_new(asked, known.habits.currency, batch))
        _refuse_other_kind(row, asked, voucher)
        terms = msgspec.structs.replace(voucher.terms, **asked.changes)
        terms = msgspec.structs.replace(
            terms, limit_total=limit_of(voucher.worth, voucher.use_type, terms)
        )
        if _alike(terms, voucher.terms):
            return Same()
        check_terms(terms, currency=known.habits.currency)
        _refuse_overused(terms, voucher)
        return Update(voucher.id, terms)
    except BadRow:
        raise
    except Invalid as refusal:
        column = FIELDS.get(refusal.field or "", Column.CODE)
        raise BadRow(wrong_cell(column, row.get(column, ""), refusal.sentence)) from refusal


def _new(asked: Asked, currency: str, batch: BatchId) -> NewVoucher:
    terms = msgspec.structs.replace(Terms(minimum=Money.zero(currency)), **asked.changes)
    new = NewVoucher(
        code=asked.code, worth=asked.worth, use_type=asked.use_type, terms=terms, batch=batch
    )
    check_new(new, currency=currency)
    return new


def _refuse_other_kind(row: Cells, asked: Asked, voucher: Voucher) -> None:
    """Raises `BadRow` when the row has another kind or value than the voucher was issued with."""
    for column, same, what in (
        (Column.DISCOUNT_TYPE, type(asked.worth) is type(voucher.worth), voucher.discount_type),
        (
            Column.TYPE,
            not asked.says_use_type or asked.use_type is voucher.use_type,
            voucher.use_type,
        ),
        (Column.DISCOUNT, asked.worth == voucher.worth, written(voucher.worth)),
    ):
        if not same:
            fixed = f"{voucher.code} was issued as {what}, and that stays as it is."
            raise BadRow(wrong_cell(column, row.get(column, ""), fixed))


def written(worth: Worth) -> str:
    """`5.00 AUD` or `10 %`"""
    if isinstance(worth, AmountOff):
        return f"{worth.value.major} {worth.value.currency}"
    return f"{Decimal(worth.basis_points) / 100} %"


def _refuse_overused(terms: Terms, voucher: Voucher) -> None:
    if terms.limit_total is not None and terms.limit_total < voucher.used:
        raise Invalid(f"It was used {voucher.used} times already.", field="limit_total")


def _alike(one: Terms, other: Terms) -> bool:
    """Whether terms are the same, in whichever order they name their stores."""
    stores = tuple(sorted(one.stores)), tuple(sorted(other.stores))
    replace = msgspec.structs.replace
    return replace(one, stores=stores[0]) == replace(other, stores=stores[1])
