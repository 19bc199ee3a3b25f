"""Experts: the people behind the desk. Their accounts, roles and pools, how they sign in, and when they work.

An account is made with an invitation code that works once; whoever accepts it chooses the password (and thereby makes the key
pair) and sets up the second factor. A pool's first member makes the pool's key; everybody after that waits until a member
admits them, because only a member can pass the key on. No mail, no reset link: nothing that could be stolen along the way.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """/balie/aanmelden  /balie/afmelden  /balie/welkom  /balie/tweede-stap  /balie/team  /balie/rooster"""
    from loket.experts import guards, views_roster, views_staff

    guards.init_app(app)
    app.register_blueprint(views_staff.pages)
    app.register_blueprint(views_roster.pages)
