"""Golden tensors: what a source made of pictures, kept to be compared with what it makes now."""
