"""For which services a rule holds: said in a list, and chosen in its form.

A rule may name services that are switched off, which may come back, and such as were taken away. It
never comes to hold for every service because those that it named are gone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from regulars.bookings.floor.model import Service
from regulars.bookings.floor.read import read_services
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import ServiceId, StoreId

CHOOSE = "Choose a service. The one that it was for is gone."
HOLDS_FOR_NOTHING = "its service is gone: it holds for nothing"


@dataclass(frozen=True, slots=True)
class ChosenServices:
    """The services of a store, also those that are off, and which of them a rule is `of`.

    A rule of none is for every one.
    """

    every: Sequence[Service]
    of: Collection[ServiceId]

    @property
    def has_lost_some(self) -> bool:
        """Whether the rule names a service that was taken away."""
        return not set(self.of) <= {one.id for one in self.every}

    @property
    def holds(self) -> bool:
        """Whether there is a service that the rule is for now."""
        return not self.of or any(one.terms.active and one.id in self.of for one in self.every)

    @property
    def said(self) -> str:
        """`Dinner, Supper`; nothing where the rule is for every one."""
        if not self.of:
            return ""
        named = [one for one in self.every if one.id in self.of]
        if not named:
            return HOLDS_FOR_NOTHING
        return ", ".join(_name(one) for one in named)

    def checks(self, form: Form) -> Sequence[tuple[str, str, bool]]:
        """What the form offers to choose, as it was typed."""
        return [(_field(one), _name(one), form.flag(_field(one))) for one in self._shown]

    def read(self, form: Form) -> tuple[ServiceId, ...]:
        """What was chosen. Where that would be every service by mistake, `form` says so."""
        chosen = tuple(one.id for one in self._shown if form.flag(_field(one)))
        if not chosen and self.has_lost_some:
            form.errors["services"] = CHOOSE
        active = {one.id for one in self._shown if one.terms.active}
        return () if active and active <= set(chosen) else chosen

    @property
    def _shown(self) -> Sequence[Service]:
        return [one for one in self.every if one.terms.active or one.id in self.of]


def typed_services(of: Collection[ServiceId]) -> dict[str, str]:
    """The fields of a form in which those are chosen."""
    return {f"service_{service}": "on" for service in of}


async def services_of(request: ConsoleRequest, store: StoreId) -> Sequence[Service]:
    """Also those that are off."""
    return await read_services(request.db, request.merchant.id, store, also_inactive=True)


def _field(service: Service) -> str:
    return f"service_{service.id}"


def _name(service: Service) -> str:
    return service.terms.name if service.terms.active else f"{service.terms.name} (off)"
