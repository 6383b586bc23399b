"""Sizes that code computes, and the operations that make exactly these."""
