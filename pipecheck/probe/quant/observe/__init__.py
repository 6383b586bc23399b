"""What values flow through a network, counted over calibration samples."""
