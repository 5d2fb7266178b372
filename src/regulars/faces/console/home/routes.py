"""The first page after signing in: what is still to do, and how the day goes."""

from typing import Any

from litestar import get

from regulars.faces.console.home.steps import first_steps
from regulars.faces.console.home.today import today
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.merchants.model import Role


@get("/console")
async def show_home(request: ConsoleRequest) -> Page:
    may_set_up = request.me.role is not Role.STAFF
    steps = await first_steps(request.db, request.merchant.id) if may_set_up else []
    return request.page(
        "home/home.html",
        here="home",
        live="/console/live",
        now=request.now,
        greeting=greeting(request.now.astimezone(request.speech.zone).hour),
        first_name=request.me.name.split()[0],
        steps=steps,
        to_do=[step for step in steps if not step.done],
        **await _today(request),
    )


@get("/console/today")
async def show_today(request: ConsoleRequest) -> Page:
    return request.part("home/today.html", **await _today(request))


def greeting(hour: int) -> str:
    """What people say at `hour`."""
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


async def _today(request: ConsoleRequest) -> dict[str, Any]:
    found = await today(request)
    return {"today": found, "days": [request.speech.day(one.day) for one in found.days]}


ROUTES = [show_home, show_today]
