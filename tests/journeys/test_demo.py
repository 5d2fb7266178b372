"""Promises of `regulars demo`, kept by the real processes of a real demo."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.journeys.running import Demo, parts, points_of, within_time

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
