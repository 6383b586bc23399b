"""What a conversion YAML, the files that it names, and an earlier build say: claims, and the nodes in front of the network as programs."""
