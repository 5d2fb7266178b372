"""What a simulator is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from regulars.simulator.model import Addon
from regulars.simulator.switches import Switches


@dataclass(frozen=True)
class Account:
    """The one account at Testpay: its API's key, and the secret that notices are signed with."""

    key: str = "testpay-key"
    secret: str = "testpay-secret"  # noqa: S105  of a provider that takes nobody's money


@dataclass(frozen=True)
class SimulatorConfig:
    """`timezone` is an IANA name, `currency` an ISO 4217 code.

    With `state_path` everything is kept in that file, and a simulator started on it goes on where
    the last one stopped; the add-on given here then wins over the one in the file. What Testpay
    remembers is kept beside it.
    """

    addon: Addon
    testpay: Account = field(default_factory=Account)
    company_name: str = "Harbour Kitchen Group"
    currency: str = "AUD"
    timezone: str = "Australia/Sydney"
    state_path: Path | None = None
    switches: Switches = field(default_factory=Switches)
