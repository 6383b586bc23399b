"""What reports say and show of networks that were run."""
