"""Promises of what an operator's tools ask a running hub, through the whole application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from tests.faces.command_line import KEY

from regulars.platform.settings import Settings
from regulars.wiring import open_hub, web_app


@asynccontextmanager
async def asking(
    database_url: str, client: str = "127.0.0.1", **settings: str
) -> AsyncIterator[httpx.AsyncClient]:
    environment = {"DATABASE_URL": database_url, "REGULARS_SECRET_KEY": KEY, **settings}
    async with open_hub(Settings.read(environment)) as hub:
        transport: Any = httpx.ASGITransport(web_app(hub), client=(client, 4711))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as http:
            yield http


async def test_a_hub_with_its_schema_is_ready(database_url: str) -> None:
    async with asking(database_url) as http:
        assert (await http.get("/healthz")).text == "ok\n"
        assert (await http.get("/readyz")).status_code == 200


async def test_a_hub_without_its_schema_is_up_but_not_ready(empty_database_url: str) -> None:
    async with asking(empty_database_url) as http:
        assert (await http.get("/healthz")).status_code == 200
        answer = await http.get("/readyz")

    assert answer.status_code == 503
    assert "regulars migrate" in answer.text


async def test_the_figures_tell_of_requests_jobs_and_connections(database_url: str) -> None:
    async with asking(database_url) as http:
        await http.get("/console/sign-in")
        text = (await http.get("/metrics")).text

    assert 'route="/console/sign-in",status="303"' in text
    assert "regulars_db_connections" in text
    assert "# TYPE regulars_jobs gauge" in text


async def test_figures_are_for_this_machine_alone_unless_there_is_a_token(
    database_url: str,
) -> None:
    async with asking(database_url, client="203.0.113.9") as http:
        assert (await http.get("/metrics")).status_code == 401
    async with asking(database_url) as http:
        by_proxy = await http.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
        assert by_proxy.status_code == 401


async def test_a_token_opens_the_figures_from_anywhere(database_url: str) -> None:
    token = {"REGULARS_METRICS_TOKEN": "let me see"}
    async with asking(database_url, client="203.0.113.9", **token) as http:
        right = await http.get("/metrics", headers={"Authorization": "Bearer let me see"})
        wrong = await http.get("/metrics", headers={"Authorization": "Bearer let me"})

    assert right.status_code == 200
    assert wrong.status_code == 401


async def test_an_address_that_nobody_knows_is_404_in_every_face(database_url: str) -> None:
    async with asking(database_url) as http:
        for path in ("/pos/kounta/nonsense/search", "/pictures/x", "/hooks/kounta/x", "/nothing"):
            method = "POST" if path.startswith("/hooks") else "GET"
            answer = await http.request(method, path)
            assert answer.status_code == 404, path
            assert answer.headers["x-request-id"]
