"""The pages people look at: the till's screen and the back office around it.

A page is an empty frame; its script fills it by the same calls that are documented for scripts.
"""

from functools import cache
from pathlib import Path

import msgspec
from litestar import Controller, Router, get
from litestar.datastructures import CacheControlHeader
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.static_files import create_static_files_router

STATIC = Path(__file__).parent / "static"
"""Made by `make frontend`."""

PREFIX = "/static"
YEAR_IN_SECONDS = 31_536_000

# An add-on's pictures of its members may come from anywhere.
POLICY = "default-src 'self'; img-src * data:; frame-ancestors 'none'"


class Pages(Controller):
    path = "/"
    include_in_schema = False
    response_headers = {"Content-Security-Policy": POLICY}  # noqa: RUF012 a name of Litestar's

    @get()
    async def till(self) -> Template:
        return page("till")

    @get("/addons")
    async def addons(self) -> Template:
        return page("addons")

    @get("/sites")
    async def sites(self) -> Template:
        return page("sites")

    @get("/switches")
    async def switches(self) -> Template:
        return page("switches")

    @get("/faults")
    async def faults(self) -> Template:
        return page("faults")

    @get("/log")
    async def log(self) -> Template:
        return page("log")


def page(name: str) -> Template:
    return Template(f"{name}.html", context={"page": name})


def static_files() -> Router:
    """Styles and scripts. Their names carry a hash of the content, so they may be kept."""
    return create_static_files_router(
        path=PREFIX,
        directories=[STATIC],
        cache_control=CacheControlHeader(max_age=YEAR_IN_SECONDS, public=True, immutable=True),
        include_in_schema=False,
    )


def teach_assets(engine: JinjaTemplateEngine) -> None:
    """Let templates say `asset("till.css")`."""
    engine.engine.globals["asset"] = asset


def asset(name: str) -> str:
    return f"{PREFIX}/{_names()[name]}"


@cache
def _names() -> dict[str, str]:
    return msgspec.json.decode((STATIC / "assets.json").read_bytes(), type=dict[str, str])
