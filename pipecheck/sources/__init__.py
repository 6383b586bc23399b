"""Bytes to neutral data: parsed, placed, nothing executed."""
