"""A store's booking page, for its guests."""
