"""What others may hear of tickets; sent after the commit, with ids only."""

from __future__ import annotations

from blinker import Signal

ticket_changed = Signal()
"""sender: municipality id; ref, seq. Something stands in the log that was not there before."""

queue_changed = Signal()
"""sender: municipality id; pools: ids of the pools in whose queue something changed."""
