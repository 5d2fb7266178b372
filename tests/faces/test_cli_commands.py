"""Promises of the commands of an operator."""

import asyncio
from datetime import UTC, datetime

import pytest
from tests.faces.command_line import KEY, CommandLine

from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.errors import SignInRefused
from regulars.merchants.model import Merchant, NewMerchant, NewOwner
from regulars.merchants.sign_in import sign_in
from regulars.platform.db import Database

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
OWNER = "mia@example.test"
PASSWORD = "flat white please"


@pytest.fixture
def regulars(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    monkeypatch.setenv("COLUMNS", "200")
    environment = {"DATABASE_URL": database_url, "REGULARS_SECRET_KEY": KEY}
    return CommandLine(environment, capsys)


@pytest.fixture
def business(database_url: str) -> Merchant:
    async def create() -> Merchant:
        db = await Database.open(database_url)
        new = NewMerchant("Harbour Kitchen", "AU", "AUD", "en_AU", "Australia/Sydney")
        merchant = await create_merchant(
            db, new, NewOwner(OWNER, "Mia Tran", PASSWORD), "Front room", at=NOW
        )
        await db.close()
        return merchant

    return asyncio.run(create())


def may_sign_in(database_url: str, email: str, password: str) -> bool:
    async def attempt() -> bool:
        db = await Database.open(database_url)
        try:
            await sign_in(db, email, password, at=NOW)
        except SignInRefused:
            return False
        finally:
            await db.close()
        return True

    return asyncio.run(attempt())


def test_wrong_settings_are_one_line_each_and_no_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    regulars = CommandLine({"REGULARS_PORT": "x", "REGULARS_HOTS": "y"}, capsys)

    assert regulars.run("user", "list") == 1
    assert regulars.complained.count("\n") == 2
    assert "REGULARS_PORT is “x”" in regulars.complained
    assert "Traceback" not in regulars.complained


def test_a_database_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql://hub:hunter2@127.0.0.1:1/hub"
    regulars = CommandLine({"DATABASE_URL": url, "REGULARS_SECRET_KEY": KEY}, capsys)

    for command in (("migrate",), ("user", "list"), ("ledger", "check")):
        assert regulars.run(*command) == 1
        assert "cannot be reached" in regulars.complained
        assert "hunter2" not in regulars.complained


def test_a_new_database_gets_the_schema_once(
    empty_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars = CommandLine({"DATABASE_URL": empty_database_url, "REGULARS_SECRET_KEY": KEY}, capsys)

    assert regulars.run("migrate", "--plan") == 0
    assert "would apply 0001_ground.sql" in regulars.said
    assert regulars.run("migrate") == 0
    assert "applied 0001_ground.sql" in regulars.said
    assert regulars.run("migrate") == 0
    assert "applied" not in regulars.said


def test_an_operator_lets_somebody_sign_in_and_cuts_them_off(
    regulars: CommandLine, business: Merchant, database_url: str
) -> None:
    email = "jo@example.test"

    assert regulars.run("user", "add", email, "--password", PASSWORD, "--name", "Jo Park") == 0
    assert may_sign_in(database_url, email, PASSWORD)
    assert regulars.run("user", "list") == 0
    assert "Jo Park" in regulars.said
    assert regulars.run("user", "set-password", email, "--password", "cold brew please") == 0
    assert not may_sign_in(database_url, email, PASSWORD)
    assert may_sign_in(database_url, email, "cold brew please")
    assert regulars.run("user", "disable", email) == 0
    assert not may_sign_in(database_url, email, "cold brew please")


def test_the_last_owner_stays(regulars: CommandLine, business: Merchant, database_url: str) -> None:
    assert regulars.run("user", "disable", OWNER) == 1
    assert "last owner" in regulars.complained
    assert may_sign_in(database_url, OWNER, PASSWORD)


def test_a_user_without_a_merchant_is_refused(regulars: CommandLine) -> None:
    assert regulars.run("user", "add", "jo@example.test", "--password", PASSWORD) == 1
    assert "There is no merchant yet" in regulars.complained


def test_a_clean_ledger_is_told_so(regulars: CommandLine, business: Merchant) -> None:
    assert regulars.run("ledger", "check") == 0
    assert "Every balance" in regulars.said


def test_a_ledger_that_was_tampered_with_is_named(
    regulars: CommandLine, business: Merchant, database_url: str
) -> None:
    async def tamper() -> None:
        db = await Database.open(database_url)
        await db.value(
            "insert into ledger_accounts (merchant_id, id, unit, available, created_at)"
            " values ($1, gen_random_uuid(), 'points', 25, $2)",
            business.id,
            NOW,
        )
        await db.close()

    asyncio.run(tamper())

    assert regulars.run("ledger", "check") == 1
    assert "available" in regulars.said
    assert "25" in regulars.said
    assert "not what their entries make" in regulars.complained


def test_the_doctor_finds_a_healthy_hub_healthy(regulars: CommandLine, business: Merchant) -> None:
    assert regulars.run("doctor") == 0, regulars.said
    assert "✗" not in regulars.said
    assert "Schema" in regulars.said


def test_the_doctor_says_what_to_do(
    empty_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars = CommandLine({"DATABASE_URL": empty_database_url, "REGULARS_SECRET_KEY": KEY}, capsys)

    assert regulars.run("doctor") == 1
    assert "Run `regulars migrate`" in regulars.said


def test_the_doctor_asks_the_mail_server(
    database_url: str, business: Merchant, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = {"REGULARS_SMTP_URL": "smtp://127.0.0.1:1", "REGULARS_MAIL_FROM": "a@b.test"}
    ground = {"DATABASE_URL": database_url, "REGULARS_SECRET_KEY": KEY}
    regulars = CommandLine(ground | silent, capsys)

    assert regulars.run("doctor") == 1
    assert "The mail server 127.0.0.1 does not answer" in regulars.said


def test_the_doctor_lists_wrong_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert CommandLine({"REGULARS_PORT": "x"}, capsys).run("doctor") == 1


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("serve",),
        ("work",),
        ("migrate",),
        ("demo",),
        ("till",),
        ("simulate",),
        ("doctor",),
        ("user", "add"),
        ("user", "list"),
        ("user", "set-password"),
        ("user", "disable"),
        ("ledger", "check"),
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    regulars = CommandLine({"REGULARS_PORT": "wrong settings do not matter here"}, capsys)

    assert regulars.run(*command, "--help") == 0
    assert "Usage: regulars" in regulars.said
