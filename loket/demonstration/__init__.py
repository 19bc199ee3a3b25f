"""The demonstration: an invented municipality with invented people, and a day's questions played through its front door."""
