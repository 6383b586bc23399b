"""The mean error of quantised layers, folded into their biases."""
