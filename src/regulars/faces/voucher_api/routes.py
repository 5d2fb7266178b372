"""Every call, and what answers at an address.

The application finds its handlers here, and the OpenAPI document is made of the same table.
"""

import re
from collections.abc import Mapping

import msgspec

from regulars.faces.voucher_api import store_routes, till_routes
from regulars.faces.voucher_api.route import BASE, Route
from regulars.kernel.ids import StoreId

STORE_ID = re.compile(r"[1-9][0-9]{0,9}")
LARGEST_STORE = 2**31 - 1

ROUTES = (*till_routes.ROUTES, *store_routes.ROUTES)


class Found(msgspec.Struct, frozen=True):
    """What answers below an address, by method, and the ids in the address."""

    routes: Mapping[str, Route]
    store: StoreId | None
    subject: str


def find(path: str) -> Found | None:
    """What answers at `path`; None for an address that is none of ours.

    The id of an order may have slashes of its own: it goes on up to the last part.
    """
    if not path.startswith(f"{BASE}/"):
        return None
    parts = path[len(BASE) + 1 :].split("/")
    store, subject = None, ""
    if parts[0] == "stores" and len(parts) > 1:
        store = _store(parts[1])
        parts[1] = "{storeId}"
    routes = _TABLE.get("/".join(parts))
    if routes is None and len(parts) > 3 and (slot := _SLOTS.get(parts[2])):
        end = max(4, len(parts) - 1)
        subject, parts[3:end] = "/".join(parts[3:end]), [slot]
        routes = _TABLE.get("/".join(parts))
    return None if routes is None else Found(routes, store, subject)


def _store(text: str) -> StoreId | None:
    """None for what cannot be a store's number; no store is found by that."""
    if not STORE_ID.fullmatch(text) or int(text) > LARGEST_STORE:
        return None
    return StoreId(int(text))


_SLOTS = {"external-order": "{externalOrderId}", "customer-voucher": "{voucherId}"}
_TABLE: dict[str, dict[str, Route]] = {}
for _route in ROUTES:
    _TABLE.setdefault(_route.path[len(BASE) + 1 :], {})[_route.method] = _route
