"""How good outputs are against the truth: one module per task, and the statistics of figures."""
