"""The store as files: its key, opening and locking it, copies and restores, new versions, its health."""
