"""What the desk says about itself: one page at one neutral address, for everybody, without a session."""

from __future__ import annotations

from flask import Blueprint, render_template

from loket.database import reading
from loket.guide import queries
from loket.municipalities.guards import current_desk
from loket.web import Answer

pages = Blueprint("guide", __name__)


@pages.get("/uitleg")
def read() -> Answer:
    desk = current_desk()
    with reading(desk.id) as work:
        parts = queries.parts_of(work, desk)
    return render_template("guide/read.html", parts=parts)
