"""How the values of weights and activations are spread, and what that means for the numbers that they are rounded to."""
