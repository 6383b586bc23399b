"""What reports say and show of calibration sets, pictures and tensors alike."""
