"""Promises of `regulars demo`, kept by the real processes of a real demo."""

import asyncio
import os
import re
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
from tests.journeys.running import Demo, parts, points_of, within_time

from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.ground import POSTGRES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for the walks below, which start and stop it in turn."""
    demo = Demo(tmp_path_factory.mktemp("demo"))
    yield demo
    if demo.process and not demo.has_ended:
        demo.stop()


def sell_to(facts: dict[str, Any], keyword: str) -> dict[str, Any]:
    """Ring something up for a member and pay; the till as it stands then."""
    with httpx.Client(base_url=facts["till"], timeout=30) as till:
        register = till.get("/till").json()["registers"][0]["id"]
        path = f"/till/{register}"
        product = till.get(path).json()["categories"][0]["products"][0]["id"]
        till.post(f"{path}/sale/lines", json={"product_id": product, "quantity": 2})
        found = till.post(f"{path}/search", json={"keyword": keyword}).json()
        member = found["search"]["members"][0]
        chosen = till.put(f"{path}/sale/customer", json={"member_id": member["id"]}).json()
        assert chosen["rewards"]["error"] is None
        paid: dict[str, Any] = till.post(f"{path}/sale/payments", json={"method_id": 501}).json()
        assert paid["message"]["level"] == "info", paid["message"]
        return {"member": member, **paid}


def run_printed(language: str, demo: Demo, *command: str) -> list[str]:
    """Run the guide's block in `language` where the demo's folder is `.regulars`; what it says."""
    guide = (ROOT / "docs/guide/connect-any-till.md").read_text()
    block = guide.split(f"```{language}\n", 1)[1].split("```", 1)[0]
    beside = demo.folder.parent / ".regulars"
    if not beside.exists():
        beside.symlink_to(demo.folder)
    done = subprocess.run(
        [*command, block],
        check=False,
        cwd=beside.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


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


def test_one_command_makes_everything_and_a_sale_moves_points(demo: Demo) -> None:
    facts = demo.start()

    expected = {"hub", "till", "console", "kounta", "voucher_api", "booking_page"}
    assert set(facts) == expected
    assert "Book a table" in httpx.get(facts["booking_page"]).text
    assert set(facts["console"]) == {"email", "password"}
    assert set(facts["kounta"]) == {
        "company_id",
        "site_id",
        "client_id",
        "client_secret",
        "search_url",
        "lookup_url",
    }
    assert set(facts["voucher_api"]) == {
        "base_url",
        "username",
        "password",
        "token",
        "store_id",
        "wallet",
        "store_money",
        "store_percent",
        "used_up",
        "member_code",
        "member_phone",
    }
    assert httpx.get(f"{facts['hub']}/readyz").status_code == 200
    before = points_of(facts, "Aroha")
    sell_to(facts, "Aroha")
    within_time(lambda: points_of(facts, "Aroha") > before)


def test_the_guide_s_till_in_python_works_as_printed(demo: Demo) -> None:
    told = run_printed("python", demo, sys.executable, "-c")

    assert re.search(r"^\w.* has \['\w{4}-\w{4}: [\d.]+'", told[0])
    assert float(told[1].removeprefix("To pay: ")) < 40
    assert told[2] == "Taken down: 201"


def test_the_guide_s_calls_by_curl_work_as_printed(demo: Demo) -> None:
    told = "\n".join(run_printed("sh", demo, "sh", "-c"))

    assert f'"memberCode":"{demo.facts["voucher_api"]["member_code"]}"' in told
    assert '"totalDiscountedPrice":36' in told
    assert told.endswith("201")


def test_the_demo_s_example_codes_are_what_they_are_called(demo: Demo) -> None:
    api = demo.facts["voucher_api"]
    asked = f"{api['base_url']}/api/v1/stores/{api['store_id']}/customer-voucher/validate/order"
    answers = {
        name: httpx.post(
            asked,
            headers={"Authorization": f"Bearer {api['token']}"},
            json={"voucherCode": api[name], "totalNonDiscountedPrice": 200},
        ).json()
        for name in ("wallet", "store_money", "store_percent", "used_up")
    }

    assert answers["wallet"]["voucher"]["source"] == "LOYALTY"
    assert answers["store_money"]["voucher"]["discountType"] == "MONETARY"
    assert answers["store_percent"]["voucher"]["discountType"] == "PERCENTILE"
    assert answers["used_up"] == {"active": False}


def test_a_killed_demo_leaves_nothing_running_and_keeps_the_data(demo: Demo) -> None:
    before, points = demo.facts, points_of(demo.facts, "Aroha")

    demo.stop(signal.SIGKILL)

    within_time(lambda: demo.left_running() == [])
    after = demo.start()
    assert after["console"] == before["console"]
    assert points_of(after, "Aroha") == points
    sell_to(after, "Aroha")  # the ports have changed; till and hub find each other again
    within_time(lambda: points_of(after, "Aroha") > points)


def test_a_part_that_dies_is_started_again(demo: Demo) -> None:
    (hub,) = parts(demo, "serve")

    os.kill(hub, signal.SIGKILL)

    within_time(lambda: parts(demo, "serve") not in ([], [hub]))
    within_time(lambda: demo.is_ready)
    assert httpx.get(f"{demo.facts['hub']}/readyz").status_code == 200


def test_a_hub_killed_between_hold_and_answer_costs_the_guest_nothing(demo: Demo) -> None:
    with httpx.Client(base_url=demo.facts["till"], timeout=60) as till:
        redeem_while_the_hub_dies(demo, Cashier(till))
    assert ledger_is_clean(demo)


def test_ctrl_c_stops_everything(demo: Demo) -> None:
    facts = demo.facts

    demo.tell(signal.SIGINT)
    within_time(lambda: not demo.is_ready)
    assert not demo.has_ended, "the facts have to go before the parts do"
    said = demo.ended()

    assert demo.process is not None
    assert demo.process.returncode == 0
    assert facts["hub"] in said
    assert facts["till"] in said
    assert facts["console"]["password"] in said
    assert "Traceback" not in said
    assert not demo.is_ready
    assert demo.left_running() == []


def test_fresh_begins_at_the_set_up_and_leaves_the_other_demo_alone(demo: Demo) -> None:
    facts = demo.start("--fresh")

    first_visit = httpx.get(f"{facts['hub']}/console", follow_redirects=True)
    assert "/console/set-up" in str(first_visit.url)
    assert facts["console"] == {"email": "", "password": ""}
    assert facts["kounta"]["search_url"] == ""
    assert facts["kounta"]["company_id"] == "5801"
    demo.stop(signal.SIGTERM)
    assert demo.left_running() == []
    assert (demo.folder / "postgres").exists()
