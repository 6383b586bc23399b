"""From the spread of a tensor's values the range that its numbers cover, by each of the calibration methods."""
