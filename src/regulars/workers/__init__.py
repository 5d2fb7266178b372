"""What happens after a commit and by the clock."""
