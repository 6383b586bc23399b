"""Any dialect to a program: one file each."""
