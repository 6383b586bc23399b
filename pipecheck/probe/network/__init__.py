"""A model that runs on this machine, whatever the toolchain has put into it."""
