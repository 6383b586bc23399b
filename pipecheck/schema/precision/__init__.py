"""The tables and words in which a configuration says how operators and nodes are quantised."""
