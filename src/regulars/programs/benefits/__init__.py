"""What a reward or an offer does to a bill."""
