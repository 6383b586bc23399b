"""Candidates for the whole chain, run on pictures until one is left."""
