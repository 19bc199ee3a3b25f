"""Municipalities: who runs a desk. Its name, address, look, hours and promises.

Every request belongs to one municipality: by its host name, by the first part of the path, or because there is only one.
A request that belongs to none is answered by nobody.
"""

from __future__ import annotations

from flask import Flask

from loket import clock


def init_app(app: Flask) -> None:
    """Every page knows its desk, its language and its time zone. The address is settled by `address.Locator`, around everything."""
    from loket.municipalities.days_off import NATIONAL, holidays
    from loket.municipalities.guards import arrive, exit_url, find_current_desk
    from loket.municipalities.views_everybody import pages

    holidays(clock.now().year, frozenset(NATIONAL))  # a second to load: now, and not while the first visitor waits
    app.before_request(arrive)
    app.register_blueprint(pages)
    app.context_processor(lambda: {"desk": find_current_desk(), "exit_url": exit_url()})
