"""Writes calibration files in the form that a project's toolchain reads, and reads them back."""
