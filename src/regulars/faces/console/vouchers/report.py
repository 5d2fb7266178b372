"""What guests still have in vouchers and wallets, and how it came and went."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from litestar import Response, get

from regulars.faces.console.home.days import midnight, month_of
from regulars.faces.console.home.pictures import money_axis, money_series
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.vouchers.filters import VOUCHERS
from regulars.faces.console.vouchers.words import KINDS, kind_named
from regulars.kernel.money import Money
from regulars.vouchers.flow import flow_between
from regulars.vouchers.read import outstanding, used_between
from regulars.vouchers.views import Outstanding, Tally

MONTHS = 12
WALLETS = "Wallets"
HEADINGS = ("What", "Number", "Uses", "Discount", "Put in", "Spent", "Came back", "Held", "Left")


@dataclass(frozen=True, slots=True)
class Picture:
    """A year by months, the oldest first; a series has a value and a text for each."""

    months: Sequence[str]
    series: Sequence[dict[str, Any]]
    money: dict[str, Any]


@get(f"{VOUCHERS}/figures")
async def show_figures(request: ConsoleRequest) -> Page:
    """The few figures above the list, which is there before they are added up."""
    since, until = month_of(request.now, request.speech.zone)
    report = await outstanding(request.db, request.merchant.id, at=request.now)
    return request.part(
        "vouchers/figures.html",
        report=report,
        left=left(report),
        used=await used_between(request.db, request.merchant.id, since=since, until=until),
    )


@get(f"{VOUCHERS}/report")
async def show_report(request: ConsoleRequest) -> Page:
    report = await outstanding(request.db, request.merchant.id, at=request.now)
    return request.page(
        "vouchers/report.html",
        here="vouchers",
        report=report,
        left=left(report),
        rows=rows(report),
        picture=await picture(request),
    )


@get(f"{VOUCHERS}/report.csv")
async def export_report(request: ConsoleRequest) -> Response[str]:
    """The report as a file: amounts in whole and decimals, as programs write them."""
    report = await outstanding(request.db, request.merchant.id, at=request.now)
    file = io.StringIO()
    write = csv.writer(file)
    write.writerow(HEADINGS)
    write.writerows([name, one.vouchers, one.uses, *amounts(one)] for name, one in rows(report))
    day = request.now.astimezone(request.speech.zone).date()
    headers = {"Content-Disposition": f'attachment; filename="vouchers-{day.isoformat()}.csv"'}
    return Response(file.getvalue(), media_type="text/csv", headers=headers)


def rows(report: Outstanding) -> list[tuple[str, Tally]]:
    """The merchant's own vouchers by what they do, then the wallets."""
    kinds = [(KINDS[kind_named(kind)][0], tally) for kind, tally in report.by_kind]
    return [*kinds, (WALLETS, report.wallets)]


def amounts(tally: Tally) -> list[str]:
    sums = (tally.discount, tally.put_in, tally.spent, tally.given_back, tally.held, tally.left)
    return [str(one.major) for one in sums]


def left(report: Outstanding) -> Money:
    """What is left on all vouchers that are no wallets, also what is set aside on open bills."""
    return sum(
        (tally.left + tally.held for _, tally in report.by_kind),
        start=Money.zero(report.owed.currency),
    )


async def picture(request: ConsoleRequest) -> Picture:
    speech = request.speech
    months = last_months(request.now.astimezone(speech.zone).date(), MONTHS)
    edges = [midnight(month, speech.zone) for month in (*months, next_month(months[-1]))]
    flows = await flow_between(request.db, request.merchant.id, edges)
    return Picture(
        months=[speech.month(month) for month in months],
        series=[
            money_series("Put in", [flow.put_in for flow in flows], speech),
            money_series("Spent", [flow.spent for flow in flows], speech),
        ],
        money=money_axis(request.merchant),
    )


def last_months(today: date, count: int) -> list[date]:
    """The first days of the `count` months that end with this one, oldest first."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


ROUTES = [show_figures, show_report, export_report]
