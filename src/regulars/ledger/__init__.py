"""Points: what was earned, what is set aside, what was spent, and for how long it can be."""
