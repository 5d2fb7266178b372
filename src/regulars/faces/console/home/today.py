"""The figures of the day so far."""

from decimal import Decimal

from regulars.faces.console.home.days import edges, last_days
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.money import rounded
from regulars.sales.model import Takings
from regulars.sales.read import takings


async def takings_today(request: ConsoleRequest) -> Takings:
    """From midnight to midnight where the merchant is."""
    zone = request.speech.zone
    since, until = edges(last_days(request.now, zone, 1), zone)
    return await takings(request.db, request.merchant.id, since=since, until=until)


def with_member(day: Takings) -> str:
    """How much of the day came with a member: `40 % of sales`."""
    if not day.sales:
        return "no sale yet"
    return f"{rounded(Decimal(100 * day.with_member) / day.sales)} % of sales"
