"""Promises of the schema, read from the catalog of a database that has it.

Every row belongs to a merchant, and `merchant_id` leads every key: so nothing is found except
through a merchant, and the tables can be distributed by merchant.
"""

import re

from regulars.platform import migrate
from regulars.platform.db import Database

EXEMPT = {
    "sign_ins": "a reference table: which merchant an e-mail address signs in to",
    "api_sign_ins": "a reference table: which merchant a till's user name signs in to",
    "booking_addresses": "a reference table: which store a booking page's address is of",
    "schema_migrations": "of the database, not of anybody in it",
    "pgqueuer": "the job queue's own; a job carries its merchant",
    "pgqueuer_log": "the job queue's own",
    "pgqueuer_statistics": "the job queue's own",
    "pgqueuer_schedules": "the job queue's own",
}

KEYS = """
    select relation.relname as table, key.conname as key, key.contype::text as kind,
           (select attname from pg_attribute
             where attrelid = key.conrelid and attnum = key.conkey[1]) as first,
           (select attname from pg_attribute
             where attrelid = key.confrelid and attnum = key.confkey[1]) as refers_to
      from pg_constraint as key
      join pg_class as relation on relation.oid = key.conrelid
     where relation.relnamespace = 'public'::regnamespace and key.contype in ('p', 'u', 'x', 'f')
"""

UNIQUE_INDEXES = """
    select relation.relname as table, index.relname as key,
           (select attname from pg_attribute
             where attrelid = relation.oid and attnum = entry.indkey[0]) as first
      from pg_index as entry
      join pg_class as relation on relation.oid = entry.indrelid
      join pg_class as index on index.oid = entry.indexrelid
     where relation.relnamespace = 'public'::regnamespace and entry.indisunique
"""

TABLES = """
    select relname as table from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
"""

FLOATS = """
    select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type in ('real', 'double precision', 'money')
       and table_name not like 'pgqueuer%'
"""

LOCAL_TIMES = """
    select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'timestamp without time zone'
"""


async def test_merchant_id_leads_every_key(db: Database) -> None:
    keys = [*await db.all(KEYS), *await db.all(UNIQUE_INDEXES)]
    wrong = [
        f"{key['table']}.{key['key']} begins with {key['first']}"
        for key in keys
        if key["table"] not in EXEMPT and key["first"] != "merchant_id"
    ]

    assert len(keys) > 50
    assert wrong == []


async def test_every_reference_stays_within_a_merchant(db: Database) -> None:
    wrong = [
        f"{key['table']}.{key['key']} refers by {key['refers_to']}"
        for key in await db.all(KEYS)
        if key["kind"] == "f" and key["table"] not in EXEMPT and key["refers_to"] != "merchant_id"
    ]

    assert wrong == []


async def test_every_table_has_a_primary_key(db: Database) -> None:
    tables = {row["table"] for row in await db.all(TABLES)}
    keyed = {key["table"] for key in await db.all(KEYS) if key["kind"] == "p"}

    assert tables - keyed - set(EXEMPT) == set()


async def test_every_exemption_is_still_needed(db: Database) -> None:
    tables = {row["table"] for row in await db.all(TABLES)}

    assert set(EXEMPT) - tables == set()


async def test_no_column_is_a_float(db: Database) -> None:
    assert [row["name"] for row in await db.all(FLOATS)] == []


async def test_every_moment_has_a_time_zone(db: Database) -> None:
    assert [row["name"] for row in await db.all(LOCAL_TIMES)] == []


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [migration.number for migration in migrate.migrations()]

    assert numbers == list(range(1, len(numbers) + 1))


def test_a_migration_leaves_locks_and_transactions_to_the_runner() -> None:
    """The runner gives each file one transaction with a lock limit; a file that ends either, or
    asks for what cannot be in one, would be half applied when it fails."""
    unsafe = re.compile(
        r"\b(commit|rollback|begin\s*;|start transaction|concurrently|vacuum|lock_timeout"
        r"|statement_timeout|set\s+session|drop\s+table|truncate|alter\s+system)\b",
        re.IGNORECASE,
    )
    for migration in migrate.migrations():
        statements = re.sub(r"--.*", "", migration.sql)
        assert unsafe.findall(statements) == [], migration.name
