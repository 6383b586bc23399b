"""A quantised network held against the float one, layer by layer."""
