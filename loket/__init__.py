"""Loket: the relationship-and-divorce help desk of a municipality.

Folders are the work of the desk (rooms); files directly in here are plumbing that knows no ticket and no expert.
"""

__version__ = "0.1.0"
