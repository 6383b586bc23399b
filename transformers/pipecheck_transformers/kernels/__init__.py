"""Pixel arithmetic: functions on arrays, each naming the library that it reproduces."""
