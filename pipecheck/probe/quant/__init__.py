"""What the quantisation of the NPU would make of a network, simulated with standard operators."""
