"""What the simulated quantisation of a project's network is fed with, judged by, and made of."""
