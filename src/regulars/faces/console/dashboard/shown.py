"""The whole dashboard, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.faces.console.dashboard import coming, giving, spending
from regulars.faces.console.dashboard.asked import DASHBOARD, RANGES, Asked, Range, read_asked
from regulars.faces.console.dashboard.headline import Headline, headlines
from regulars.faces.console.dashboard.picture import Picture, View
from regulars.faces.console.dashboard.spans import Span, said_of, spans
from regulars.faces.console.requests import ConsoleRequest
from regulars.merchants.model import Store
from regulars.merchants.stores import stores
from regulars.programs.define import find_program
from regulars.reports.model import Dashboard
from regulars.reports.read import dashboard


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page. What was asked for and cannot be read leaves only a refusal."""

    asked: Asked
    venues: Sequence[Store]
    days: str = ""
    before: str = ""
    headlines: Sequence[Headline] = ()
    pictures: Sequence[Picture] = ()
    is_empty: bool = False

    @property
    def ranges(self) -> Sequence[tuple[str, str, bool]]:
        """What can be chosen: value, words, and whether it is."""
        return [(one.value, words, one is self.asked.range) for one, words in RANGES.items()]

    @property
    def own_days(self) -> bool:
        return self.asked.range is Range.OWN

    def file(self, picture: Picture) -> str:
        """Where the table of a picture can be taken along."""
        return self.asked.address(f"{DASHBOARD}/{picture.key}.csv")


async def shown(request: ConsoleRequest) -> Shown:
    venues = await stores(request.db, request.merchant.id)
    fields = dict(request.query_params)
    asked = read_asked(fields, request.merchant, venues, now=request.now)
    if not asked.form.is_good:
        return Shown(asked, venues)
    db, merchant = request.db, request.merchant
    found = await dashboard(db, merchant.id, asked.period, asked.stores, at=request.now)
    program = await find_program(db, merchant.id)
    view = View(
        found,
        request.speech,
        merchant,
        compares=asked.compares,
        points=program.points_label if program else "points",
    )
    parts = spans(found.days, view.speech)
    return Shown(
        asked,
        venues,
        days=said_of(asked.period.first, asked.period.last, view.speech),
        before=said_of(asked.period.before.first, asked.period.before.last, view.speech)
        if asked.compares
        else "",
        headlines=headlines(view, parts),
        pictures=pictures(view, parts),
        is_empty=_nothing(found),
    )


def pictures(view: View, parts: Sequence[Span]) -> Sequence[Picture]:
    """All pictures, in the order in which they are looked at."""
    several = [spending.by_store(view)] if len(view.found.stores) > 1 else []
    return [
        spending.spend(view, parts),
        *several,
        coming.guests(view, parts),
        spending.by_party(view),
        coming.when(view),
        spending.by_stay(view),
        coming.turned_out(view, parts),
        coming.leads(view),
        coming.sources(view),
        giving.points(view, parts),
        giving.rewards(view),
        giving.vouchers(view),
    ]


def _nothing(found: Dashboard) -> bool:
    """Whether there is nothing to look at in these days."""
    total = found.total
    return not any((total.sales, total.visits, total.bookings, total.earned, total.burned))
