"""How the day goes, and how it compares with the days before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.money import rounded
from regulars.sales.model import Day, SaleRow, Takings
from regulars.sales.read import daily, list_sales, takings

DAYS = 14
LATEST = 5


@dataclass(frozen=True, slots=True)
class Today:
    """The figures of the day, the latest sales, and the last two weeks with today as their end."""

    figures: Takings
    latest: Sequence[SaleRow]
    days: Sequence[Day]

    @property
    def with_member(self) -> str:
        """How much of the day came with a member: `40 % of sales`."""
        if not self.figures.sales:
            return "no sale yet"
        share = Decimal(100 * self.figures.with_member) / self.figures.sales
        return f"{rounded(share)} % of sales"

    @property
    def series(self) -> list[dict[str, Any]]:
        """What the chart of the days shows."""
        return [
            {"name": "With a member", "values": [day.with_member for day in self.days]},
            {"name": "Without", "values": [day.sales - day.with_member for day in self.days]},
        ]


async def today(request: ConsoleRequest) -> Today:
    """Everything from midnight to midnight where the merchant is."""
    zone, merchant = request.speech.zone, request.merchant
    day = request.now.astimezone(zone).date()
    midnight = datetime.combine(day, time(), zone)
    tomorrow = datetime.combine(day + timedelta(days=1), time(), zone)
    first = day - timedelta(days=DAYS - 1)
    since = datetime.combine(first, time(), zone)
    counted = await daily(
        request.db, merchant.id, since=since, until=tomorrow, time_zone=merchant.time_zone
    )
    of_day = {one.day: one for one in counted}
    days = (first + timedelta(days=number) for number in range(DAYS))
    return Today(
        figures=await takings(request.db, merchant.id, since=midnight, until=tomorrow),
        latest=await list_sales(request.db, merchant.id, limit=LATEST),
        days=[of_day.get(one, Day(one, 0, 0)) for one in days],
    )
