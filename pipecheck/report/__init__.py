"""A report as text: one module per format, each a function `render`."""
