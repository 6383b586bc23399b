"""Any dialect to a program.

A dialect whose transforms are Python values has `speaks(value)`, `begin(value)` (the picture that the library's own data sets hand over),
`run(value, picture)` and `lower(value)`, which is `run` on what `begin` gives. Where functions take the picture as an argument,
`apply(call, picture)` goes on from a picture in hand. A dialect of files has `sniff(data)` and `lower(document)`; one whose models are
published has `named(name)`.
"""
