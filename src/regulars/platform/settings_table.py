"""The table of all that can be set, and how the text of each variable is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHORTEST_KEY = 32
LEVELS = ("debug", "info", "warning", "error")
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable. `wants` completes “… is wanted”; a secret's value is never repeated."""

    name: str
    field: str
    default: str
    meaning: str
    wants: str
    parse: Callable[[str], Any]
    secret: bool = False

    def wrong(self, text: str) -> str:
        got = f"{len(text)} characters" if self.secret else f"“{text}”"
        return f"{self.name} is {got}, but {self.wants} is wanted."


def parse_text(text: str) -> str:
    if not text.isprintable():
        raise ValueError
    return text


def parse_database_url(text: str) -> str:
    if text and urlsplit(text).scheme not in ("postgres", "postgresql"):
        raise ValueError
    return text


def parse_url(text: str) -> str:
    """An address without a slash at the end, or nothing."""
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
        raise ValueError
    _ = parts.port  # raises ValueError for one out of range
    return text.rstrip("/")


def parse_smtp_url(text: str) -> str:
    parts = urlsplit(text)
    wanted = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.path in ("", "/")
    if text and (not wanted or bool(parts.username) != bool(parts.password)):
        raise ValueError
    _ = parts.port  # raises ValueError for one out of range
    return text


def parse_mail_address(text: str) -> str:
    if text and not MAIL_ADDRESS.fullmatch(text):
        raise ValueError
    return text


def parse_keys(text: str) -> tuple[bytes, ...]:
    keys = tuple(key.strip().encode() for key in text.split(",")) if text else ()
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ValueError
    return keys


def parse_switch(text: str) -> bool:
    return one_of("yes", "no")(text) == "yes"


def number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError
        return value

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError
        return text.lower()

    return parse


SETTINGS = (
    Setting(
        "DATABASE_URL",
        "database_url",
        "",
        "PostgreSQL 15 or later. Without it the hub runs one of its own in the data folder.",
        "an address like postgresql://user:password@host/database",
        parse_database_url,
        secret=True,
    ),
    Setting(
        "REGULARS_DATA_DIR",
        "data_dir",
        ".regulars",
        "The folder of the hub's own PostgreSQL, its secret key and the demo.",
        "a folder",
        Path,
    ),
    Setting(
        "REGULARS_HOST",
        "host",
        "127.0.0.1",
        "The address to listen on. `0.0.0.0` is every address of the machine.",
        "an address of this machine",
        parse_text,
    ),
    Setting(
        "REGULARS_PORT",
        "port",
        "8000",
        "The port to listen on.",
        "a number from 1 to 65535",
        number(1, 65_535),
    ),
    Setting(
        "REGULARS_BASE_URL",
        "base_url",
        "",
        "Where browsers and tills reach the hub, for the links it gives out. "
        "Without it, the address it listens on.",
        "an address like https://one.example",
        parse_url,
    ),
    Setting(
        "REGULARS_SECRET_KEY",
        "secret_keys",
        "",
        "Encrypts stored secrets and signs links: several with commas between, of which the first "
        "is used and the others are still read. The hub's own PostgreSQL gets one by itself; "
        "`DATABASE_URL` needs it.",
        f"one key or more of at least {SHORTEST_KEY} characters, with commas between,",
        parse_keys,
        secret=True,
    ),
    Setting(
        "REGULARS_LOG_LEVEL",
        "log_level",
        "info",
        "How much is logged: `debug`, `info`, `warning` or `error`.",
        "debug, info, warning or error",
        one_of(*LEVELS),
    ),
    Setting(
        "REGULARS_LOG_FORMAT",
        "log_format",
        "auto",
        "`json` for machines, `text` for people, `auto` for text at a terminal and JSON elsewhere.",
        "auto, json or text",
        one_of("auto", "json", "text"),
    ),
    Setting(
        "REGULARS_DB_CONNECTIONS",
        "db_connections",
        "10",
        "The most connections to the database that one process opens.",
        "a number from 1 to 1000",
        number(1, 1000),
    ),
    Setting(
        "REGULARS_DB_POOLER",
        "db_pooler",
        "no",
        "`yes` when the web processes reach PostgreSQL through a transaction pooler that cannot "
        "keep prepared statements. `regulars work` and `regulars migrate` need the server itself.",
        "yes or no",
        parse_switch,
    ),
    Setting(
        "REGULARS_MIGRATE_AT_START",
        "migrate_at_start",
        "auto",
        "Whether `serve` and `work` bring the schema up to date first: `yes`, `no`, or `auto` for "
        "yes with the hub's own PostgreSQL.",
        "auto, yes or no",
        one_of("auto", "yes", "no"),
    ),
    Setting(
        "REGULARS_KOUNTA_CLIENT_ID",
        "kounta_client_id",
        "",
        "The installation's own Kounta add-on, for merchants who bring none.",
        "the client ID of an add-on",
        parse_text,
    ),
    Setting(
        "REGULARS_KOUNTA_CLIENT_SECRET",
        "kounta_client_secret",
        "",
        "That add-on's secret.",
        "the secret of an add-on",
        parse_text,
        secret=True,
    ),
    Setting(
        "REGULARS_KOUNTA_SIGNATURE_TOKEN",
        "kounta_signature_token",
        "",
        "What that add-on's webhooks are signed with. With it, unsigned ones are refused.",
        "the signature token of an add-on",
        parse_text,
        secret=True,
    ),
    Setting(
        "REGULARS_KOUNTA_API_URL",
        "kounta_api_url",
        "https://api.kounta.com",
        "Kounta's API, or a simulator's.",
        "an address like https://api.kounta.com",
        parse_url,
    ),
    Setting(
        "REGULARS_KOUNTA_CONSENT_URL",
        "kounta_consent_url",
        "https://my.kounta.com",
        "Where a merchant grants access to Kounta.",
        "an address like https://my.kounta.com",
        parse_url,
    ),
    Setting(
        "REGULARS_KOUNTA_PER_MINUTE",
        "kounta_per_minute",
        "150",
        "Requests a minute that one connection to Kounta may make.",
        "a number from 1 to 100000",
        number(1, 100_000),
    ),
    Setting(
        "REGULARS_METRICS_TOKEN",
        "metrics_token",
        "",
        "Whoever asks for `/metrics` says `Authorization: Bearer` and this. Without it, only "
        "callers on the same machine are answered.",
        "a text",
        parse_text,
        secret=True,
    ),
    Setting(
        "REGULARS_SMTP_URL",
        "smtp_url",
        "",
        "The server that mail leaves by: `smtp://` (port 587, encrypted when the server offers it; "
        "a password is never sent otherwise) or `smtps://` (port 465). Without it, mail is kept in "
        "the console’s mailbox.",
        "an address like smtps://user:password@mail.example.com",
        parse_smtp_url,
        secret=True,
    ),
    Setting(
        "REGULARS_MAIL_FROM",
        "mail_from",
        "",
        "The address that mail comes from, under the name of the business.",
        "an address like hello@example.com",
        parse_mail_address,
    ),
    Setting(
        "REGULARS_PAYMENTS_URL",
        "payments_url",
        "",
        "The payment provider that takes guests’ deposits, as docs/reference/payments.md says. "
        "Without it, no deposit is asked for.",
        "an address like https://pay.example.com/payments",
        parse_url,
    ),
    Setting(
        "REGULARS_PAYMENTS_KEY",
        "payments_key",
        "",
        "What opens the account there.",
        "the key of an account",
        parse_text,
        secret=True,
    ),
    Setting(
        "REGULARS_PAYMENTS_SECRET",
        "payments_secret",
        "",
        "What the provider signs its notices with.",
        "the secret of an account",
        parse_text,
        secret=True,
    ),
)
