"""The samples that a quantised network takes worst."""
