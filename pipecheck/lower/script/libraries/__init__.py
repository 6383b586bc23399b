"""What each library's own functions and methods do to a picture."""
