"""How a network is put together, as far as its quantisation suffers from that."""
