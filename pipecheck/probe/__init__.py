"""Measures what cannot be read: runs roads on real pictures."""
