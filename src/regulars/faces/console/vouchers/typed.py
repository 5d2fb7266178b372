"""A voucher, between the form and what it is."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from regulars.faces.console.benefits import AN_AMOUNT, plain, read_money, read_percent
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.vouchers.words import Kind, at, kind_of, types_of
from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.merchants.model import Store
from regulars.vouchers.model import (
    AmountOff,
    Hours,
    NewVoucher,
    ShareOff,
    Terms,
    Voucher,
    Worth,
)
from regulars.vouchers.rules import EVERY_DAY, MINUTES, MOST_USES

NEW = {"kind": Kind.STORED.value, "active": "on", "bill": "40"}


def read_new(form: Form, request: ConsoleRequest, venues: Sequence[Store]) -> NewVoucher | None:
    """The voucher that was typed; None, with sentences in `form`, when it is not complete."""
    code = form.text("code", most=20)
    kind = form.choice("kind", Kind, Kind.STORED)
    worth = read_worth(form, request, kind)
    terms = read_terms(form, request, venues)
    if not form.is_good or worth is None or terms is None:
        return None
    _, use_type = types_of(kind)
    return NewVoucher(code=code or None, worth=worth, use_type=use_type, terms=terms)


def read_worth(form: Form, request: ConsoleRequest, kind: Kind) -> Worth | None:
    if kind in (Kind.STORED, Kind.AMOUNT):
        value = read_money(form, request, "value", required=AN_AMOUNT)
        return AmountOff(value) if value else None
    share = read_percent(form, request.speech)
    return ShareOff(share) if share else None


def read_terms(form: Form, request: ConsoleRequest, venues: Sequence[Store]) -> Terms | None:
    """What may be changed later too; None, with sentences in `form`, when something is wrong."""
    speech, currency = request.speech, request.merchant.currency
    terms = Terms(
        description=form.text("description", most=200),
        starts_at=form.moment("starts_at", speech),
        ends_at=form.moment("ends_at", speech),
        minimum=form.money("minimum", speech, currency) or Money.zero(currency),
        limit_total=form.whole("limit_total", least=1, most=MOST_USES),
        limit_per_member=form.whole("limit_per_member", least=1, most=MOST_USES),
        stores=tuple(StoreId(one.id) for one in venues if form.flag(f"store_{one.id}")),
        hours=read_hours(form),
        member=form.member("member"),
        public=form.flag("public"),
        active=form.flag("active"),
        external_id=form.text("external_id", most=100) or None,
    )
    return terms if form.is_good else None


def read_hours(form: Form) -> Hours:
    """The days that were chosen, none meaning all of them, and the hours."""
    chosen = sum(1 << day for day in range(7) if form.flag(f"day_{day}"))
    since, until = read_minute(form, "from_time"), read_minute(form, "until_time")
    if since is None and until is not None:
        form.errors["from_time"] = "From when on?"
    if until is None and since is not None:
        form.errors["until_time"] = "Until when?"
    if since is not None and since == until:
        form.errors["until_time"] = "Another time than the beginning, please."
    return Hours(chosen or EVERY_DAY, since, until or (MINUTES if until == 0 else None))


def read_minute(form: Form, name: str) -> int | None:
    """A minute of the day; None when the field is empty."""
    typed = form.text(name, most=10)
    if not typed:
        return None
    try:
        clock = datetime.strptime(typed, "%H:%M")  # noqa: DTZ007 - a time of any day
    except ValueError:
        form.errors[name] = "A time such as 17:30, please."
        return None
    return clock.hour * 60 + clock.minute


def filled_in(voucher: Voucher, speech: Speech) -> Form:
    """A form that has what is known of a voucher."""
    terms = voucher.terms
    fields = {
        "kind": kind_of(voucher.worth, voucher.use_type).value,
        "code": voucher.code,
        "description": terms.description,
        "starts_at": speech.typed(terms.starts_at),
        "ends_at": speech.typed(terms.ends_at),
        "minimum": plain(terms.minimum, speech) if terms.minimum else "",
        "limit_total": str(terms.limit_total or ""),
        "limit_per_member": str(terms.limit_per_member or ""),
        "member": str(terms.member or ""),
        "public": "on" if terms.public else "",
        "active": "on" if terms.active else "",
        "external_id": terms.external_id or "",
        "bill": NEW["bill"],
    }
    stores = {f"store_{one}": "on" for one in terms.stores}
    return Form(fields | stores | worth_typed(voucher.worth, speech) | hours_typed(terms.hours))


def worth_typed(worth: Worth, speech: Speech) -> dict[str, str]:
    if isinstance(worth, AmountOff):
        return {"value": plain(worth.value, speech)}
    return {"percent": speech.number(Decimal(worth.basis_points) / 100)}


def hours_typed(hours: Hours) -> dict[str, str]:
    days = range(7) if hours.weekdays != EVERY_DAY else ()
    fields = {f"day_{day}": "on" for day in days if hours.weekdays >> day & 1}
    if hours.from_minute is not None and hours.until_minute is not None:
        since, until = at(hours.from_minute), at(hours.until_minute)
        fields |= {"from_time": f"{since:%H:%M}", "until_time": f"{until:%H:%M}"}
    return fields
