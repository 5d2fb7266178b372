"""JSON in rows, as the rest of the program speaks it: a number with a point is a `Decimal`."""

from decimal import Decimal
from typing import Any

import msgspec

from regulars.platform.pool import Connection

_decoder = msgspec.json.Decoder(float_hook=Decimal)


async def speak_json(connection: Connection) -> None:
    """Have `connection` take and answer objects where a column is JSON."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=_text, decoder=_object, schema="pg_catalog")


def _text(value: object) -> str:
    """Text is taken as JSON that is written already, as PgQueuer hands it in."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _object(text: str) -> Any:
    return _decoder.decode(text)
