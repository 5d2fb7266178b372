"""What a program with many rules, rewards and offers costs at the till."""
