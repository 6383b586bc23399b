"""Shell completion: the words of the command line, and a script that offers them for each shell."""
