"""The payment provider that takes guests' deposits."""

from regulars.connectors.payments.testpay import Testpay

__all__ = ["Testpay"]
