"""The tables of a site. How Kounta names their parts is written down nowhere, so it is read with
an open mind: what is not understood is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from regulars.pos.model import PosTable

NAMES = ("name", "table_name", "label", "number", "table_number")
SECTIONS = ("section", "section_name", "area")
ORDERS = ("orders", "order_ids", "open_orders", "open_order_ids")
LISTS = ("tables", "sections", "data")


def tables_in(body: Any, section: str = "") -> Iterator[PosTable]:
    """Every table in `body`, which is a list of them, or sections with a list each."""
    if isinstance(body, list):
        for one in body:
            yield from tables_in(one, section)
    elif isinstance(body, Mapping):
        inside = [body[name] for name in LISTS if isinstance(body.get(name), list)]
        for one in inside:
            yield from tables_in(one, _first(body, NAMES) or section)
        if not inside and (name := _first(body, NAMES)):
            yield PosTable(name, _first(body, SECTIONS) or section, tuple(_orders(body)))


def _orders(table: Mapping[str, Any]) -> Iterator[str]:
    for name in ORDERS:
        listed = table.get(name)
        for one in listed if isinstance(listed, list) else ():
            if order := _id(one):
                yield order


def _id(value: Any) -> str:
    if isinstance(value, Mapping):
        return _text(value.get("id_str")) or _text(value.get("id"))
    return _text(value)


def _first(found: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = found.get(name)
        written = _first(value, NAMES) if isinstance(value, Mapping) else _text(value)
        if written:
            return written
    return ""


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, int | str) and value is not True else ""
