"""Arithmetic with constants: their shapes and precision, casts, clips."""
