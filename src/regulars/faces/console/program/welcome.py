"""The voucher that a guest may use on a first order."""

from contextlib import suppress
from uuid import UUID

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.vouchers.words import described
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import VoucherId
from regulars.vouchers.model import Filter, Voucher, VoucherState
from regulars.vouchers.read import list_vouchers, read_voucher

SHOWN, MOST = 6, 100
NONE = ("", "None", "A first order gets what every order gets", "x")


async def candidates(request: ConsoleRequest, form: Form) -> list[tuple[str, str, str, str]]:
    """The choices: none, the one that is chosen already, and those that are looked for now."""
    choices = {"": NONE}
    with suppress(ValueError, RegularsError):
        chosen = VoucherId(UUID(form.value("new_guest_voucher")))
        one = await read_voucher(request.db, request.merchant.id, chosen)
        choices[str(one.id)] = choice(one, request)
    # What cannot be a word of a voucher finds none.
    keyword = Form(form.fields).text("keyword", most=MOST)
    if keyword:
        which = Filter(text=keyword, state=VoucherState.USABLE, as_of=request.now)
        found = await list_vouchers(request.db, request.merchant.id, which, limit=SHOWN)
        choices |= {str(one.id): choice(one, request) for one in found.vouchers}
    return list(choices.values())


def choice(voucher: Voucher, request: ConsoleRequest) -> tuple[str, str, str, str]:
    said = voucher.terms.description
    worth = described(voucher.worth, voucher.use_type, request.speech)
    return str(voucher.id), voucher.code, f"{said}: {worth}" if said else worth, "ticket"


def read_welcome(form: Form) -> VoucherId | None:
    """The one that was chosen; None for none."""
    typed = form.text("new_guest_voucher", most=40)
    try:
        return VoucherId(UUID(typed)) if typed else None
    except ValueError:
        form.errors["new_guest_voucher"] = "There is no such voucher."
        return None
