"""Pictures through a road and a network: how accurate that is."""
