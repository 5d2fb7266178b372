"""Services: when parties are taken, how many, and how long they stay."""
