"""What a directory of tensors holds: their sizes, their numbers, and what was done to the pixels that they were made of."""
