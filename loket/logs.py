"""What is logged: events and places, as JSON lines. Never words, codes, tokens, addresses or browsers."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime


class _Lines(logging.Formatter):
    """No exception text: it can hold what somebody wrote."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        return json.dumps({"at": at, "level": record.levelname.lower(), "from": record.name, "event": record.getMessage()})


OWN = "loket"


def start(level: str) -> None:
    """Our own events to standard error; of libraries only what they call critical."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    logging.basicConfig(level=logging.CRITICAL, handlers=[handler], force=True)
    logging.getLogger(OWN).setLevel(level.upper())
    for name in ("engineio.server", "socketio.server", "engineio", "socketio", "werkzeug"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
