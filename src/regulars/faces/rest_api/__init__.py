"""Our own API for bookings: read and take them, change their status, record what was paid ahead."""

from regulars.faces.rest_api.app import BASE, create_rest_api
from regulars.faces.rest_api.deps import RestDeps

__all__ = ["BASE", "RestDeps", "create_rest_api"]
