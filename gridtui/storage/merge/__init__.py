"""Changes of other devices: told apart, judged, taken into the log, and shown in the tables."""
