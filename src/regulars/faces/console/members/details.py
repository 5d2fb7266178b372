"""A person's details, between the form and the member."""

from collections.abc import Sequence

from regulars.faces.console.forms import Form
from regulars.kernel.ids import StoreId
from regulars.members.model import Details, Member, NewMember
from regulars.members.rules import faults
from regulars.merchants.model import Merchant, Store

FIELDS = Details.__struct_fields__


def typed_details(form: Form) -> Details:
    """What the form has, exactly as it was typed."""
    return Details(**{field: form.value(field) for field in FIELDS})


def typed_member(form: Form) -> NewMember:
    """The same, with the store where somebody enrols."""
    store = form.whole("store")
    return NewMember(
        **{field: form.value(field) for field in FIELDS},
        store=None if store is None else StoreId(store),
    )


def as_typed(member: Member) -> Form:
    """A form that has what is known of a member."""
    return Form({field: getattr(member, field) or "" for field in FIELDS})


def show_faults(form: Form, details: Details, country: str) -> None:
    """Put a sentence beside each field that cannot be used."""
    form.errors |= faults(details, country=country)


def country_of(merchant: Merchant, stores: Sequence[Store], store: StoreId | None) -> str:
    """Where telephone numbers are read: the store's country, else the merchant's."""
    return next((one.country for one in stores if one.id == store), merchant.country)


def store_options(stores: Sequence[Store]) -> list[tuple[str, str]]:
    """What the form offers; one store needs no choice."""
    return [(str(store.id), store.name) for store in stores]
