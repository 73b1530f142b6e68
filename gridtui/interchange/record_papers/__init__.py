"""Word papers of records of working together: minutes, agreements, certificates, sheets."""
