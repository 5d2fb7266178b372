"""What can be wrong with a delivery besides its content."""

from regulars.kernel.errors import RegularsError


class WrongSignature(RegularsError):
    """The delivery is not signed with the connection's signature token."""

    code = "wrong_signature"
