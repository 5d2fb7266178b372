"""What was changed about a voucher, in plain words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from regulars.faces.console.speech import Speech
from regulars.faces.console.vouchers.words import hours
from regulars.kernel.money import Money
from regulars.vouchers.facts import Change
from regulars.vouchers.model import Hours

LABELS = {
    "description": "description",
    "starts_at": "from",
    "ends_at": "until",
    "minimum": "smallest bill",
    "limit_total": "uses in all",
    "limit_per_member": "uses by one member",
    "stores": "stores",
    "hours": "days and hours",
    "member": "whom it is for",
    "public": "shown to every member",
    "active": "on",
    "external_id": "external ID",
}
"""What a term is called."""


def changed(
    changes: Mapping[str, Change], stores: Mapping[int, str], speech: Speech
) -> tuple[str, str]:
    """What happened, and what each term was and is."""
    if list(changes) == ["active"]:
        return "Switched on" if changes["active"].after else "Switched off", ""
    said = [
        f"{LABELS.get(name, name)}: {value(name, one.before, stores, speech)}"
        f" → {value(name, one.after, stores, speech)}"
        for name, one in changes.items()
    ]
    return "Changed", "; ".join(said)


def value(name: str, kept: Any, stores: Mapping[int, str], speech: Speech) -> str:
    """A term as it was kept with the fact."""
    if kept is None or kept == "":
        return "none"
    match name:
        case "starts_at" | "ends_at":
            return speech.moment(datetime.fromisoformat(kept))
        case "minimum":
            return speech.money(msgspec.convert(kept, Money))
        case "hours":
            return hours(msgspec.convert(kept, Hours), speech)
        case "stores":
            return ", ".join(stores.get(one, "a store that is gone") for one in kept) or "every one"
        case "member":
            return "one member"
        case "public" | "active":
            return "yes" if kept else "no"
        case _:
            return str(kept)
