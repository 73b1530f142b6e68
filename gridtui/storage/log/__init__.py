"""The change log: appended by the one write gate, chained by hashes, read back, and put on the wire."""
