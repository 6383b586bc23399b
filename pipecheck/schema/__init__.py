"""What a conversion YAML may say, as tables: one row per key, one module per toolchain generation."""
