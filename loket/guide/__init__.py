"""Guide: what the desk says about itself. Privacy, cookies, accessibility, rights, staying safe online, in plain words.

Each text has a safe default, a Markdown file in `texts/`, that is true for every municipality: its own facts are filled in, and where a
fact is missing the sentence says where to find it. A coordinator may put another text in its place. Versions are only ever added: going
back is a new version too. Residents read all texts on one address with neutral anchors, so that a browser's history tells nothing.

The layer above `experts`: who edits is somebody of the staff. `plain_language` measures how readable a text is, without a model.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Residents: /uitleg. Staff: /balie/teksten …"""
    from loket.guide import views_resident, views_staff

    app.register_blueprint(views_resident.pages)
    app.register_blueprint(views_staff.pages)
