"""What SQL the hub sends for each kind of request: asked of the real hub, in this process."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx

from bench.client import END_OF_HEAD
from bench.kinds import Requests, fine, others
from bench.served import WithBench
from bench.statements import Ear, Script, Sent, choosing_script, script_of
from bench.till import Plan, TimedTill, simulator_for
from bench.venue import Facts
from regulars import wiring
from regulars.platform.settings import Settings


async def scripts(settings: Settings, facts: Facts, plan: Plan) -> dict[str, list[Script]]:
    """The scripts of each kind of request."""
    same = {str(facts.merchant), str(facts.connection), str(facts.reward)}
    requests = Requests(facts, plan)
    async with listening(settings, facts, plan) as ask:
        await ask("redeem", requests.one_redeem(0))
        await ask("sale", requests.one_sale(0))
        searches = [await ask("search", requests.one_search(one)) for one in requests.keywords]
        other = others(plan, 1, order=plan.open(1))
        lookup = await ask("lookup", requests.one_lookup(plan.member(1)))
        redeem = await ask("redeem", requests.one_redeem(1))
        sale = await ask("sale", requests.one_sale(1))
    return {
        "search": search_scripts(searches),
        "lookup": [script_of(lookup, other, same, "l")],
        "redeem": [script_of(redeem, other, same, "r")],
        "sale": [script_of(sale, others(plan, 1, order=plan.paid(1)), same, "c")],
    }


def search_scripts(searches: Sequence[Sequence[Sent]]) -> list[Script]:
    """One for names and one for numbers, which are different statements."""
    by_sql: dict[str, list[Sent]] = {}
    for [one] in searches:
        by_sql.setdefault(one.sql, []).append(one)
    return [choosing_script(alike, f"s{place}_") for place, alike in enumerate(by_sql.values())]


@asynccontextmanager
async def listening(settings: Settings, facts: Facts, plan: Plan) -> AsyncIterator[Any]:
    """Gives a function that asks the hub and answers what SQL it sent."""
    till = TimedTill(simulator_for(plan))
    one = replace(settings, db_connections=1)
    async with wiring.open_hub(one, wiring.Outside(transport=till)) as hub:
        ear = Ear()
        async with hub.db.pool.acquire() as connection:
            connection.add_query_logger(ear)
        app: Any = WithBench(hub, wiring.web_app(hub), till, facts)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub") as http:

            async def ask(kind: str, request: bytes) -> list[Sent]:
                answer = await http.send(read(request))
                assert answer.is_success, answer.text
                assert fine(kind)(answer.content), f"{answer.url}\n{answer.text}"
                async with hub.db.pool.acquire() as connection:
                    return await ear.since(connection)

            yield ask


def read(request: bytes) -> httpx.Request:
    """What a till sends, as the client takes it."""
    head, _, body = request.partition(END_OF_HEAD)
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    return httpx.Request(method, f"http://hub{path}", headers=headers, content=body)
