"""How much each place of a network costs its outputs when it is quantised."""
