"""What can be refused about members.

EmailTaken    another member has this e-mail address
PhoneTaken    another member has this telephone number
CardTaken     another member has this card

None says who the other one is: whoever stands at the till may not be who they say.
"""

from regulars.kernel.errors import Invalid


class EmailTaken(Invalid):
    """Another member has this e-mail address."""

    code = "email_taken"


class PhoneTaken(Invalid):
    """Another member has this telephone number."""

    code = "phone_taken"


class CardTaken(Invalid):
    """Another member has this card."""

    code = "card_taken"
