"""SQL of merchants and stores, of users and their sessions, of connections."""
