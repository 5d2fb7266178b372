"""A Kounta till with its cloud, and a payment provider, to develop and test against.

It knows no other package of ours.
"""

from regulars.simulator.app import Simulator, create_simulator
from regulars.simulator.config import Account, SimulatorConfig
from regulars.simulator.model import Addon
from regulars.simulator.switches import Switches

__all__ = ["Account", "Addon", "Simulator", "SimulatorConfig", "Switches", "create_simulator"]
