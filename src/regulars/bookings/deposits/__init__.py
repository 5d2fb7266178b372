"""What guests pay ahead to book by themselves: asked for by rule, kept, and given back."""
