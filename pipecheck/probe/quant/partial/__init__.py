"""Networks of which only some nodes are quantised."""
