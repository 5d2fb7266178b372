"""Quiet times: what is given to guests who book when there is room."""
