"""What papers 台账和报表 are due, and which of them were made."""
