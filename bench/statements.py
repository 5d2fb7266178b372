"""The SQL of one request, taken from the hub at work and written down as a script for pgbench.

Each statement goes to pgbench as the hub sent it, with its values as pgbench's variables. What is
another one in every request (the member, the order, each new id) is reckoned by the server from a
random number and a counter, so that as many rows are touched as the hub touches.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from bench.history import ACCOUNT, MEMBER

AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PLACE = re.compile(r"\$(\d+)")
A_MOMENT = timedelta(seconds=2)

MEMBERS_NUMBER = "lpad(to_hex(:n::bigint), 12, '0')"
ANOTHER_MEMBER = f"'{MEMBER}' || {MEMBERS_NUMBER}"
ANOTHER_ACCOUNT = f"'{ACCOUNT}' || {MEMBERS_NUMBER}"
ANOTHER_ORDER = ":order::text"


@dataclass(frozen=True)
class Sent:
    """One statement as the hub sent it."""

    sql: str
    values: Sequence[Any]
    types: Sequence[str]
    at: datetime

    def is_now(self, position: int) -> bool:
        """Whether a value is the moment in which the statement was sent, or one just before."""
        value = self.values[position]
        return isinstance(value, datetime) and abs(value - self.at) < A_MOMENT


class Ear:
    """Hears what is sent over a pool's one connection."""

    def __init__(self) -> None:
        self._heard: list[tuple[str, Sequence[Any], datetime]] = []

    def __call__(self, record: Any) -> None:
        self._heard.append((record.query, record.args or (), datetime.now(UTC)))

    async def since(self, connection: "asyncpg.Connection[Any]") -> list[Sent]:
        """What was heard since the last time, with the types that the server gave the values."""
        await asyncio.sleep(0)  # the driver tells of the last one a moment later
        heard, self._heard = self._heard, []
        return [Sent(sql, values, await types_of(connection, sql), at) for sql, values, at in heard]


async def types_of(connection: "asyncpg.Connection[Any]", sql: str) -> list[str]:
    if "$1" not in sql:
        return []
    return [one.name for one in (await connection.prepare(sql)).get_parameters()]


@dataclass
class Script:
    """A script for pgbench with its constants. `prefix` keeps several scripts' names apart."""

    prefix: str
    weight: int = 1
    text: str = ""
    constants: dict[str, str] = field(default_factory=dict)

    def constant(self, value: str) -> str:
        """A variable that stands for `value`. pgbench has none for an empty text."""
        if not value:
            return "''"
        name = next((name for name, known in self.constants.items() if known == value), None)
        if name is None:
            name = f"{self.prefix}{len(self.constants)}"
            self.constants[name] = value
        return f":{name}"


def script_of(
    sent: Sequence[Sent], others: Mapping[str, str], same: set[str], prefix: str
) -> Script:
    """A script that sends what was `sent`.

    `others` says how to reckon what is another one each time, by the text that stood for it; an id
    that is not in it and not the `same` in all requests was new, and is new again.
    """
    script = Script(prefix)
    expressions = {**others, **new_ids(sent, known=same | others.keys())}
    for one in sent:
        script.text += rendered(one, expressions, script).strip().rstrip(";") + ";\n"
    return script


def choosing_script(sent: Sequence[Sent], prefix: str) -> Script:
    """A script that sends one of the `sent`, all of the same SQL, with other values each time.

    One prepared statement has all values in turn, as one of the hub's has, so that the server
    plans for both alike.
    """
    script = Script(prefix, weight=len(sent), text=f"\\set k random(1, {len(sent)})\n")

    def value(place: re.Match[str]) -> str:
        position = int(place[1]) - 1
        kind = sent[0].types[position]
        texts = [written(one.values[position], kind) for one in sent]
        if len(set(texts)) == 1 and texts[0]:
            return f"{script.constant(texts[0])}::{kind}"
        return f"(({script.constant(array(texts))}::text[])[:k::int])::{kind}"

    script.text += PLACE.sub(value, without_comments(sent[0].sql)).strip() + ";\n"
    return script


def array(texts: Sequence[str | None]) -> str:
    quoted = ("NULL" if text is None else msgspec.json.encode(text).decode() for text in texts)
    return "{" + ",".join(quoted) + "}"


def new_ids(sent: Sequence[Sent], *, known: set[str]) -> dict[str, str]:
    """How to reckon the ids that the hub drew: by a counter, the client and their place."""
    texts = " ".join(
        written(value, kind) or ""
        for one in sent
        for value, kind in zip(one.values, one.types, strict=True)
    )
    drawn = dict.fromkeys(found for found in AN_ID.findall(texts) if found not in known)
    time, client = "lpad(to_hex(:t::bigint), 12, '0')", "lpad(to_hex(:client_id::bigint), 12, '0')"
    return {
        one: f"({time} || '70{place:02x}8000' || {client})::uuid::text"
        for place, one in enumerate(drawn)
    }


def rendered(sent: Sent, expressions: Mapping[str, str], script: Script) -> str:
    def value(place: re.Match[str]) -> str:
        position = int(place[1]) - 1
        kind = sent.types[position]
        text = written(sent.values[position], kind)
        if text is None:
            # As a value of the statement, where the planner does not see it as a constant.
            return f"nullif({script.constant('-')}::text, '-')::{kind}"
        if sent.is_now(position):
            return "now()"
        return f"({reckoned(text, expressions, script)})::{kind}"

    return PLACE.sub(value, without_comments(sent.sql))


def reckoned(text: str, expressions: Mapping[str, str], script: Script) -> str:
    """`text` as an expression, with what is another one each time put in its place."""
    pattern = "|".join(map(re.escape, expressions))
    parts = re.split(f"({pattern})", text) if pattern else [text]
    kept = [part for part in parts if part] or [""]
    if len(kept) == 1 and text not in expressions:
        return script.constant(text)
    return " || ".join(
        f"({expressions[part]})" if part in expressions else f"{script.constant(part)}::text"
        for part in kept
    )


def written(value: Any, kind: str) -> str | None:
    """A value of a type as PostgreSQL reads it, None for null."""
    if value is None:
        return None
    if kind in ("json", "jsonb"):
        return value if isinstance(value, str) else msgspec.json.encode(value).decode()
    match value:
        case bool():
            return "t" if value else "f"
        case datetime():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():f} seconds"
        case bytes():
            return f"\\x{value.hex()}"
        case list() | tuple():
            return array(value)
        case _:
            return str(value)


def without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", sql)


def write_scripts(folder: Path, scripts: Mapping[str, Sequence[Script]]) -> None:
    """Each script to a file of its own, to be read."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, several in scripts.items():
        for place, script in enumerate(several):
            (folder / f"{kind}{place or ''}.sql").write_text(script.text)
