"""The monthly and quarterly report: its facts, the sentences they come to, and the papers they stand on."""
