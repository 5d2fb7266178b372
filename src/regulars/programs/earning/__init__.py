"""What a sale earns: by which rule, in which version, and why not by the others."""
