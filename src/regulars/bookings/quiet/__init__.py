"""Offers on quiet slots: what is given for coming when there is room, and how it is kept."""
