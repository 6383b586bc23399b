"""What a picture file says about itself before anything is decoded: one module per format, each with `fault` and `size`."""
