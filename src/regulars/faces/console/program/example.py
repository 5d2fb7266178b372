"""The program on an ordinary bill, so that its figures mean something."""

from datetime import timedelta

from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.money import Money
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.rules import earned
from regulars.programs.model import Program
from regulars.vouchers.rules import credits_won

BILL, TAX = 3850, 350
"""An ordinary bill and the tax in it, in minor units."""


def example(program: Program | None, request: ConsoleRequest) -> str:
    """What `program` does, in a few sentences; nothing for one that is not complete."""
    if program is None:
        return ""
    said = [_earning(program, request), _lasting(program, request), _filling(program, request)]
    return " ".join(filter(None, said))


def _earning(program: Program, request: ConsoleRequest) -> str:
    speech, currency = request.speech, request.merchant.currency
    total, tax = Money(BILL, currency), Money(TAX, currency)
    points = speech.number(earned(program.terms, total, tax))
    bill = speech.money(total)
    if not program.terms.tax_included:
        bill += f", {speech.money(tax)} of it tax,"
    return f"A bill of {bill} earns {points} {program.points_label}."


def _lasting(program: Program, request: ConsoleRequest) -> str:
    ends = expires_at(program.terms.expiry, request.now, request.merchant.time_zone)
    if ends is None:
        return "They never expire."
    last_day = request.speech.date(ends - timedelta(seconds=1))
    return f"Earned today, they can be used until the end of {last_day}."


def _filling(program: Program, request: ConsoleRequest) -> str:
    """What the same bill does to a wallet that nothing has been counted for yet."""
    scheme, speech = program.wallet, request.speech
    if scheme is None:
        return ""
    total = Money(BILL, request.merchant.currency)
    times, over = credits_won(Money.zero(total.currency), total, scheme.per)
    credit = Money(scheme.credit.minor * times, total.currency)
    to_go = f"{speech.money(over)} of {speech.money(scheme.per)} counts for the next credit"
    if not times:
        return f"Nothing comes into the wallet yet: {to_go}."
    return f"{speech.money(credit)} comes into the wallet, and {to_go}."
