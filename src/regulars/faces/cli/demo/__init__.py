"""The demo: a hub, its worker and a till, with guests and a history."""
