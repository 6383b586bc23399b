"""Two roads run on the same pictures: how far apart their tensors are, and at which step they part."""
