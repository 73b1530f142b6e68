"""Commands on people's files: import and export."""
