"""A callable as an instrument: found, handed pictures under a clock, and its answer taken for a tensor."""
