"""What the dashboard costs over years."""
