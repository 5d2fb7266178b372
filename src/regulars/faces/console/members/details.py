"""A person's details, between the form and the member."""

from collections.abc import Sequence

from regulars.faces.console.forms import Form
from regulars.kernel.ids import StoreId
from regulars.members.birthdays import EARLIEST
from regulars.members.model import Birthday, Details, Member, NewMember
from regulars.members.rules import faults
from regulars.merchants.model import Merchant, Store

FIELDS = tuple(field for field in Details.__struct_fields__ if field != "birthday")
"""What is one line of text each."""


BIRTHDAY = ("birthday", "birth_month", "birth_year")


def typed_details(form: Form) -> Details:
    """What the form has, exactly as it was typed."""
    return Details(**{field: form.value(field) for field in FIELDS}, birthday=typed_birthday(form))


def typed_member(form: Form) -> NewMember:
    """The same, with the store where somebody enrols."""
    store = form.whole("store")
    return NewMember(
        **{field: form.value(field) for field in FIELDS},
        birthday=typed_birthday(form),
        store=None if store is None else StoreId(store),
    )


def typed_birthday(form: Form) -> Birthday | None:
    """A day and a month, perhaps with a year; None where nothing is typed."""
    day = form.whole("birthday", least=1, most=31)
    month = form.whole("birth_month", least=1, most=12)
    year = form.whole("birth_year", least=EARLIEST, most=9999)
    if day is not None and month is not None:
        return Birthday(month, day, year)
    if any(form.value(field).strip() for field in BIRTHDAY):
        form.errors.setdefault("birthday", "A birthday has a day and a month.")
    return None


def as_typed(member: Member) -> Form:
    """A form that has what is known of a member."""
    lines = {field: getattr(member, field) or "" for field in FIELDS}
    if (born := member.birthday) is None:
        return Form(lines)
    year = "" if born.year is None else str(born.year)
    parts = {"birthday": str(born.day), "birth_month": str(born.month), "birth_year": year}
    return Form(lines | parts)


def show_faults(form: Form, details: Details, country: str) -> None:
    """Put a sentence beside each field that cannot be used."""
    form.errors |= faults(details, country=country)


def country_of(merchant: Merchant, stores: Sequence[Store], store: StoreId | None) -> str:
    """Where telephone numbers are read: the store's country, else the merchant's."""
    return next((one.country for one in stores if one.id == store), merchant.country)


def store_options(stores: Sequence[Store]) -> list[tuple[str, str]]:
    """What the form offers; one store needs no choice."""
    return [(str(store.id), store.name) for store in stores]
