"""The first page after signing in: what is still to do, and how the business goes."""

from litestar import get

from regulars.faces.console.home.activity import activity
from regulars.faces.console.home.pictures import best_regulars, pictures
from regulars.faces.console.home.steps import first_steps
from regulars.faces.console.home.today import takings_today, with_member
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.merchants.model import Role


@get("/console")
async def show_home(request: ConsoleRequest) -> Page:
    may_set_up = request.me.role is not Role.STAFF
    steps = await first_steps(request.db, request.merchant.id) if may_set_up else []
    day = await takings_today(request)
    return request.page(
        "home/home.html",
        here="home",
        live="/console/live",
        now=request.now,
        greeting=greeting(request.now.astimezone(request.speech.zone).hour),
        first_name=request.me.name.split()[0],
        steps=steps,
        to_do=[step for step in steps if not step.done],
        day=day,
        share=with_member(day),
        drawn=await pictures(request),
        happenings=await activity(request),
        best=await best_regulars(request),
    )


@get("/console/today")
async def show_today(request: ConsoleRequest) -> Page:
    day = await takings_today(request)
    return request.part("home/today.html", day=day, share=with_member(day))


@get("/console/pictures")
async def show_pictures(request: ConsoleRequest) -> Page:
    return request.part("home/pictures.html", drawn=await pictures(request))


@get("/console/activity")
async def show_activity(request: ConsoleRequest) -> Page:
    return request.part("home/activity.html", happenings=await activity(request))


@get("/console/regulars")
async def show_regulars(request: ConsoleRequest) -> Page:
    return request.part("home/regulars.html", best=await best_regulars(request))


def greeting(hour: int) -> str:
    """What people say at `hour`."""
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


ROUTES = [show_home, show_today, show_pictures, show_activity, show_regulars]
