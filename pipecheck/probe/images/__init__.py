"""Picture files: what sets of them hold, and what each library makes of one."""
