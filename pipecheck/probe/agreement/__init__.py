"""Whether two networks on two roads make the same of the same pictures, and where they part if they do not."""
