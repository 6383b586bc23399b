"""A report as one page that needs nothing but a browser: no network, no scripts, no other files."""
