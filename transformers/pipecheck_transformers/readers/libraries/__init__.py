"""The one module per library that imports it; named apart from the functions of `readers` that describe them."""
