"""gridtui: an offline-first terminal desk for residential party branches and their grid workers."""

__version__ = "0.1.0"
