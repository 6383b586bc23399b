"""Where the accuracy of a quantised network is lost: what each step of the search for it has measured."""
