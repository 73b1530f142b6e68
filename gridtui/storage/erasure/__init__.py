"""Erasing a person: what tells of them, what leaves the log, the pages and every copy."""
