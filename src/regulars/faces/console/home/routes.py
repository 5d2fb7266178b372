"""The first page after signing in: what is still to do, and how the day goes."""

from litestar import get

from regulars.faces.console.home.steps import first_steps
from regulars.faces.console.requests import ConsoleRequest, Page


@get("/console")
async def show_home(request: ConsoleRequest) -> Page:
    hour = request.now.astimezone(request.speech.zone).hour
    steps = await first_steps(request.db, request.merchant.id)
    return request.page(
        "home/home.html",
        here="home",
        greeting=greeting(hour),
        first_name=request.me.name.split()[0],
        today=request.now,
        steps=steps,
        to_do=[step for step in steps if not step.done],
    )


def greeting(hour: int) -> str:
    """What people say at `hour`."""
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


ROUTES = [show_home]
