"""The pictures of the first page: two weeks of takings and of points, and who comes most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from regulars.faces.console.home.days import edges, last_days, month_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.money import Money, decimals_of
from regulars.ledger.flow import flow_between
from regulars.ledger.model import Flow
from regulars.merchants.model import Merchant
from regulars.sales.figures import regulars, takings_between
from regulars.sales.model import Regular, Split

DAYS = 14
MOST_REGULARS = 5


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn. `days` are short names of days; a series has a value and a text for each.

    Values of takings are in minor units; `money` says how a browser writes those along the axis.
    """

    days: Sequence[str]
    takings: Sequence[dict[str, Any]]
    points: Sequence[dict[str, Any]]
    money: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return not any(any(one["values"]) for one in (*self.takings, *self.points))


async def pictures(request: ConsoleRequest) -> Pictures:
    """The last two weeks by the days of the merchant."""
    speech, merchant = request.speech, request.merchant
    days = last_days(request.now, speech.zone, DAYS)
    midnights = edges(days, speech.zone)
    return Pictures(
        days=[speech.day(day) for day in days],
        takings=taken(await takings_between(request.db, merchant.id, midnights), speech),
        points=moved(await flow_between(request.db, merchant.id, midnights), speech),
        money=money_axis(merchant),
    )


async def best_regulars(request: ConsoleRequest) -> Sequence[Regular]:
    """Who came most often this month."""
    since, until = month_of(request.now, request.speech.zone)
    return await regulars(
        request.db, request.merchant.id, since=since, until=until, limit=MOST_REGULARS
    )


def money_axis(merchant: Merchant) -> dict[str, Any]:
    """How a browser writes amounts along an axis."""
    return {
        "locale": merchant.locale.replace("_", "-"),
        "currency": merchant.currency,
        "decimals": decimals_of(merchant.currency),
    }


def taken(splits: Sequence[Split], speech: Speech) -> list[dict[str, Any]]:
    return [
        money_series("With a member", [split.with_member for split in splits], speech),
        money_series("Without", [split.without for split in splits], speech),
    ]


def moved(flows: Sequence[Flow], speech: Speech) -> list[dict[str, Any]]:
    return [
        points_series("Earned", [flow.earned for flow in flows], speech),
        points_series("Redeemed", [flow.redeemed for flow in flows], speech),
    ]


def money_series(name: str, amounts: Sequence[Money], speech: Speech) -> dict[str, Any]:
    values, texts = [one.minor for one in amounts], [speech.money(one) for one in amounts]
    return {"name": name, "values": values, "texts": texts}


def points_series(name: str, points: Sequence[int], speech: Speech) -> dict[str, Any]:
    return {"name": name, "values": points, "texts": [speech.number(one) for one in points]}
