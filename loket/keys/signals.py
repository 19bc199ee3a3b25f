"""What others may hear of keys."""

from __future__ import annotations

from blinker import Signal

sessions_ended = Signal()
"""sender: municipality id; sessions: ids whose sockets must close."""
