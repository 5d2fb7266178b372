"""A hub that is killed in the middle of a redemption, as real processes die."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from tests.journeys.running import Demo, lived_in, parts, points_of, within_time

from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.ground import POSTGRES


@pytest.fixture
def demo(demo_shelf: Path, tmp_path: Path) -> Iterator[Demo]:
    demo = lived_in(demo_shelf, tmp_path / "demo")
    demo.start()
    yield demo
    demo.stop()


class Cashier:
    """Somebody at the first register."""

    def __init__(self, till: httpx.Client) -> None:
        self.till = till
        self.register = self.till.get("/till").json()["registers"][0]["id"]

    def do(self, method: str, path: str, **body: Any) -> Any:
        answer = self.till.request(method, f"/till/{self.register}{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def seat(self, keyword: str) -> Any:
        """A dish is rung up and the member is on the sale; the till as it stands."""
        self.do("POST", "/sale/lines", product_id=9012)
        found = self.do("POST", "/search", keyword=keyword)
        [member] = found["search"]["members"]
        return self.do("PUT", "/sale/customer", member_id=member["id"])

    def slow_down(self) -> None:
        """The till's cloud takes long over the next change of an order."""
        fault = {"kind": "slow_answer", "method": "PUT", "path": "*/orders/*", "seconds": 5}
        assert self.till.post("/simulator/faults", json=fault).is_success


def test_a_hub_killed_between_hold_and_answer_costs_the_guest_nothing(demo: Demo) -> None:
    with httpx.Client(base_url=demo.facts["till"], timeout=60) as till:
        redeem_while_the_hub_dies(demo, Cashier(till))
    assert ledger_is_clean(demo)


def redeem_while_the_hub_dies(demo: Demo, cashier: Cashier) -> None:
    facts = demo.facts
    before = points_of(facts, "Poppy")
    shown = cashier.seat("Poppy")
    [pay] = [one for one in shown["rewards"]["rewards"] if one["title"] == "Pay with points"]
    cashier.slow_down()

    with ThreadPoolExecutor(1) as second_hand:
        pressed = second_hand.submit(
            cashier.do, "POST", "/sale/redemptions", reward_id=pay["id"], quantity=20
        )
        within_time(lambda: points_of(facts, "Poppy") == before - 20)
        for hub in parts(demo, "serve"):
            os.kill(hub, signal.SIGKILL)
        assert pressed.result()["redemptions"][-1]["success"] is not True

    within_time(lambda: answers(f"{facts['hub']}/readyz"))
    paid = cashier.do("POST", "/sale/payments", method_id=501)
    total = float(paid["last_order"]["total"])
    spent = 20 if total < float(shown["sale"]["total"]) else 0
    within_time(lambda: sales_of(demo, paid["last_order"]["id"]))
    [earned] = sales_of(demo, paid["last_order"]["id"])
    assert earned >= int(total)  # more where her tier, or the hour, gives more
    within_time(lambda: points_of(facts, "Poppy") == before + earned - spent)


def sales_of(demo: Demo, order: str) -> list[int]:
    """The points that an order of the till earned, once it is a sale."""

    async def read(url: str) -> list[int]:
        database = await asyncpg.connect(url)
        try:
            sql = "select points_earned from sales where order_ref = $1"
            return [row["points_earned"] for row in await database.fetch(sql, str(order))]
        finally:
            await database.close()

    with EmbeddedPostgres.start(demo.folder / POSTGRES) as postgres:
        return asyncio.run(read(postgres.url))


def answers(url: str) -> bool:
    """Whether somebody is there again."""
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


def ledger_is_clean(demo: Demo) -> bool:
    command = [sys.executable, "-m", "regulars", "ledger", "check"]
    environment = {**os.environ, "REGULARS_DATA_DIR": str(demo.folder)}
    environment.pop("DATABASE_URL", None)
    checked = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return checked.returncode == 0
