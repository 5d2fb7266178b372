"""What a store has to seat people at, and when it takes them: set up once, read by everything."""
