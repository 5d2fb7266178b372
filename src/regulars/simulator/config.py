"""What a simulator is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from regulars.simulator.model import Addon
from regulars.simulator.switches import Switches


@dataclass(frozen=True)
class SimulatorConfig:
    """`timezone` is an IANA name, `currency` an ISO 4217 code.

    With `state_path` everything is kept in that file, and a simulator started on it goes on where
    the last one stopped; the add-on given here then wins over the one in the file.
    """

    addon: Addon
    company_name: str = "Harbour Kitchen Group"
    currency: str = "AUD"
    timezone: str = "Australia/Sydney"
    state_path: Path | None = None
    switches: Switches = field(default_factory=Switches)
