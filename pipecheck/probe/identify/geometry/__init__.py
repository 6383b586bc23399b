"""Where pixels go: measured, and guessed at as size policies."""
