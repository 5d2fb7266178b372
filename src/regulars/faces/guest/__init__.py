"""Pages for guests, on their telephones."""

from regulars.faces.guest.app import GuestDeps, create_guest

__all__ = ["GuestDeps", "create_guest"]
