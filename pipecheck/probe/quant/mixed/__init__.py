"""The cheapest number types that keep the accuracy."""
