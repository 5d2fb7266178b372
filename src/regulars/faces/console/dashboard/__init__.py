"""The dashboard: what a span of days came to, in figures, pictures and tables."""
