"""What becomes of colors and levels: measured, and spelled as people write it."""
