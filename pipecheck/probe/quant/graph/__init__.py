"""A float network taken apart into what the NPU computes in one go."""
