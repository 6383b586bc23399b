"""Where the accuracy of a project's quantised network is lost, and the cheapest mend: one step after the other."""
