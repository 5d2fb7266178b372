"""Program: how points are earned."""
