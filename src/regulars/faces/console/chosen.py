"""Choices that a form shows as checks: stores, tiers, days of the week."""

from collections.abc import Iterable
from typing import Protocol

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest

Check = tuple[str, str, bool]
"""A field's name, what it is called, and whether it is chosen."""


class Named(Protocol):
    """Something of the merchant's with an id and a name."""

    @property
    def id(self) -> object: ...
    @property
    def name(self) -> str: ...


def flags(form: Form, kind: str, those: Iterable[Named]) -> list[Check]:
    """`store_12` for the store of that number, and so on."""
    return [(f"{kind}_{one.id}", one.name, form.flag(f"{kind}_{one.id}")) for one in those]


def days(form: Form, request: ConsoleRequest) -> list[Check]:
    """`day_0` for Monday to `day_6`."""
    names = enumerate(request.speech.weekdays)
    return [(f"day_{day}", name, form.flag(f"day_{day}")) for day, name in names]
