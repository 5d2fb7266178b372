"""The connector to Kounta (Lightspeed O-Series)."""

from regulars.connectors.kounta.shared import Addresses, Shared
from regulars.connectors.kounta.tills import KountaTills

__all__ = ["Addresses", "KountaTills", "Shared"]
