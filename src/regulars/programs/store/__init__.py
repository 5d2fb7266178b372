"""The SQL of programs: definitions, redemptions, and what a till is shown."""
