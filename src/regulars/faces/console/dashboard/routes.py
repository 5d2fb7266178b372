"""The dashboard: what the manager opens in the morning."""

from collections.abc import AsyncIterator, Sequence

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from regulars.faces.console.dashboard.asked import DASHBOARD
from regulars.faces.console.dashboard.picture import Picture
from regulars.faces.console.dashboard.shown import shown
from regulars.faces.console.downloads import csv_download
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import Invalid, NotFound
from regulars.merchants.model import Role
from regulars.platform.spreadsheets import Cell


@get(DASHBOARD, may=Role.MANAGER)
async def show_dashboard(request: ConsoleRequest) -> Page:
    """Figures and pictures of a span of days. htmx asks for these alone."""
    what = await shown(request)
    status = 422 if what.asked.refusal else 200
    if request.is_htmx:
        part = request.part("dashboard/found.html", status=status, shown=what)
        part.headers["HX-Replace-Url"] = what.asked.address()
        return part
    return request.page("dashboard/dashboard.html", status=status, here="dashboard", shown=what)


@get(f"{DASHBOARD}/{{name:str}}", may=Role.MANAGER)
async def export_csv(request: ConsoleRequest, name: FromPath[str]) -> Stream:
    """The table of one picture. Raises `NotFound`, and `Invalid` for days that cannot be."""
    what = await shown(request)
    if what.asked.refusal:
        raise Invalid(what.asked.refusal)
    key = name.removesuffix(".csv")
    picture = next((one for one in what.pictures if one.key == key and name.endswith(".csv")), None)
    if picture is None:
        raise NotFound("There is no such picture.")
    period = what.asked.period
    file = f"{key}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return csv_download(request, file, picture.headings, _rows(picture))


async def _rows(picture: Picture) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    yield [[value.cell for value in row] for row in picture.rows]


ROUTES = [show_dashboard, export_csv]
