"""The bundle ``.gtb``: container, signed header, encrypted body, parts."""
