"""Which number type each node takes, as all the places that may say so have it."""
