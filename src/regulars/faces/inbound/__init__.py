"""What tills tell us by themselves: verified, kept in the inbox, answered, and worked on later."""

from regulars.faces.inbound.routes import create_inbound

__all__ = ["create_inbound"]
