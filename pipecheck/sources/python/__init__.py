"""Plain Python read the way a reader would: names, branches, loops, functions and classes followed, nothing executed."""
