"""Error as it accumulates along the graph."""
