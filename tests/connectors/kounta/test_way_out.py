"""The way from the hub to the till's maker, over whatever network the operator has."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from regulars.wiring import way_out

API = "http://api.till.test"


@pytest_asyncio.fixture
async def proxy() -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy that answers for everybody, and the first lines of what it was asked."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.partition(b"\r\n")[0].decode())
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
    server.close()


async def test_a_proxy_that_the_environment_names_is_used(
    proxy: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = proxy
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.delenv("no_proxy", raising=False)
    async with way_out(API) as way:
        answer = await way.handle_async_request(httpx.Request("GET", f"{API}/v1/companies/me.json"))
    assert answer.status_code == 204
    assert asked == ["GET http://api.till.test/v1/companies/me.json HTTP/1.1"]


async def test_a_host_that_the_environment_excepts_is_asked_without_the_proxy(
    proxy: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    api, asked = proxy
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with way_out(api) as way:
        await way.handle_async_request(httpx.Request("GET", f"{api}/v1/companies/me.json"))
    assert asked == ["GET /v1/companies/me.json HTTP/1.1"]
