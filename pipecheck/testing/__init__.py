"""What the pytest plugin is made of, none of which is loaded before it is used."""
