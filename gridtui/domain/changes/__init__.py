"""What a change of the log is: who made it, when, for whom, and which of several counts."""
