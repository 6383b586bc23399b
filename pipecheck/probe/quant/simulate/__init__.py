"""A network with quantisation in it, as a file and ready to run."""
