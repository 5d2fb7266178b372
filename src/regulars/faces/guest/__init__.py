"""Pages for guests, on their telephones."""

from regulars.faces.guest.answers import GuestDeps
from regulars.faces.guest.app import create_guest

__all__ = ["GuestDeps", "create_guest"]
