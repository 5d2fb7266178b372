"""Testpay: a payment provider to develop and test against. It takes nobody's money.

An application asks for a payment over the API, sends the payer to a page, and is notified of what
became of it. See docs/reference/payments.md.
"""

from regulars.simulator.testpay.app import Testpay
from regulars.simulator.testpay.web import PREFIX

__all__ = ["PREFIX", "Testpay"]
