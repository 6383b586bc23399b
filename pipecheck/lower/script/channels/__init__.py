"""Axes, channels and planes: transposes, brackets, reversals, stacks."""
