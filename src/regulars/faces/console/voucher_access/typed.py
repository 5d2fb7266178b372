"""What is typed about a till's account."""

import secrets
from collections.abc import Sequence

from regulars.faces.console.forms import Form
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import UNAMBIGUOUS, StoreId
from regulars.merchants.model import Store
from regulars.merchants.rules import check_password

VOUCHER_API = "/console/apps/voucher-api"


def password_of(form: Form) -> str:
    """The password as typed, or one that is drawn where none was."""
    typed = form.secret("password")
    if not typed:
        letters = [secrets.choice(UNAMBIGUOUS) for _ in range(20)]
        return "-".join("".join(letters[at : at + 5]) for at in range(0, 20, 5))
    try:
        check_password(typed)
    except Invalid as refusal:
        form.errors["password"] = refusal.sentence
    return typed


def reach(form: Form, venues: Sequence[Store]) -> tuple[StoreId, ...]:
    """The stores that were chosen; none means every store."""
    return tuple(venue.id for venue in venues if form.flag(f"store_{venue.id}"))


def options(form: Form, venues: Sequence[Store]) -> list[tuple[str, str, bool]]:
    """The stores to choose from: field, name, whether chosen."""
    return [(f"store_{one.id}", one.name, form.flag(f"store_{one.id}")) for one in venues]
