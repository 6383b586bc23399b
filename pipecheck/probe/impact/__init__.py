"""What each mismatch between the roads costs on this very model."""
