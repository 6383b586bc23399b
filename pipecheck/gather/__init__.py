"""From what a project names to what its rules judge: sources are found, read and held against training."""
