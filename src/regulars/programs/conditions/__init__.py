"""Who may use a reward or an offer, when, where and how often."""
