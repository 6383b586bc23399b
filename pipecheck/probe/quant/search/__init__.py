"""Which calibration method fits a network best, found by trying."""
