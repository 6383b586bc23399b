"""What a set of pictures holds: measured file by file, then judged as a whole."""
