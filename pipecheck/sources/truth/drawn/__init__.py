"""Boxes as labels draw them: one module for each form."""
