"""Promises of the front of a web process."""

import json
from typing import Any

import httpx
import pytest
from tests.faces.command_line import forget_logging

from regulars.platform import log
from regulars.platform.asgi import App, Front, Given, Lasting, Mount, Receive, Scope, Send, respond
from regulars.platform.metrics import Metrics, PoolFigures


async def greet(scope: Scope, _receive: Receive, send: Send) -> None:
    await respond(send, f"hello from {scope['state']['request_id']}")


async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise RuntimeError("the card number is 4111")


def front(metrics: Metrics | None = None) -> Front:
    return Front(
        [
            Mount("/secret/", "till", greet, lambda _: "/secret/{key}"),
            Mount("/fails", "till", fail, lambda _: "/fails"),
            Mount("", "console", greet, lambda _: "…"),
        ],
        metrics or Metrics(),
    )


def browsing(app: App) -> httpx.AsyncClient:
    transport: Any = httpx.ASGITransport(app)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://hub.test")


async def test_each_request_has_a_name_that_its_answer_carries() -> None:
    async with browsing(front()) as client:
        first, second = await client.get("/"), await client.get("/")

    name = first.headers["x-request-id"]
    assert first.text == f"hello from {name}"
    assert second.headers["x-request-id"] != name


async def test_what_was_put_together_once_works_for_each_with_their_own_parts() -> None:
    async def name(scope: Scope, _receive: Receive, send: Send) -> None:
        await respond(send, scope["state"]["merchant"])

    async with (
        browsing(Given(name, merchant="Ada")) as ada,
        browsing(Given(name, merchant="Bo")) as bo,
    ):
        said = [(await client.get("/")).text for client in (ada, bo, ada)]

    assert said == ["Ada", "Bo", "Ada"]


async def test_a_name_given_by_a_proxy_is_kept_if_it_is_a_name() -> None:
    async with browsing(front()) as client:
        kept = await client.get("/", headers={"X-Request-Id": "trace-7:a.b"})
        odd = await client.get("/", headers={"X-Request-Id": "a b\tc"})
        long = await client.get("/", headers={"X-Request-Id": "x" * 65})

    assert kept.headers["x-request-id"] == "trace-7:a.b"
    assert odd.headers["x-request-id"] not in ("a b\tc", "")
    assert len(long.headers["x-request-id"]) < 65


async def test_whoever_asks_gets_an_answer_even_from_an_application_that_fails() -> None:
    async with browsing(front()) as client:
        answer = await client.get("/fails")

    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "4111" not in answer.text


async def test_the_figures_name_the_kind_of_address_and_never_the_address() -> None:
    metrics = Metrics()
    async with browsing(front(metrics)) as client:
        await client.get("/secret/k-3f9a")
        await client.get("/fails")

    text = metrics.text(pool=PoolFigures(3, 2), queue=[]).decode()
    assert 'regulars_requests_total{face="till",route="/secret/{key}",status="200"} 1.0' in text
    assert 'regulars_requests_total{face="till",route="/fails",status="500"} 1.0' in text
    assert 'regulars_db_connections{state="busy"} 1.0' in text
    assert "k-3f9a" not in text


async def test_an_application_that_cannot_open_stops_the_server_with_its_sentence() -> None:
    def opened() -> Any:
        raise RuntimeError("The database does not answer.")

    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    async def send(message: Any) -> None:
        said.append(message)

    await Lasting(opened)({"type": "lifespan"}, receive, send)

    assert said == [{"type": "lifespan.startup.failed", "message": "The database does not answer."}]


async def test_each_request_is_one_line_without_the_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure(as_json=True)
    try:
        async with browsing(front()) as client:
            answer = await client.get("/secret/k-3f9a?claim=c-77b2")
    finally:
        forget_logging()

    (line,) = capsys.readouterr().err.splitlines()
    logged = json.loads(line)
    assert logged["request_id"] == answer.headers["x-request-id"]
    assert (logged["route"], logged["status"]) == ("/secret/{key}", 200)
    assert "k-3f9a" not in line
    assert "c-77b2" not in line


async def test_requests_are_not_logged_where_only_warnings_are_wanted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure(level="warning", as_json=True)
    try:
        async with browsing(front()) as client:
            await client.get("/")
    finally:
        forget_logging()
        log.configure()
        forget_logging()

    assert capsys.readouterr().err == ""
