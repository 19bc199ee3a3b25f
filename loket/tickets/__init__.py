"""Tickets: questions, the log and the queue; the heart of the desk.

The log is the ticket: one table of events in one order. A message is an event with words; claiming or closing is one without. The page,
the catch-up after a lost connection and the audit read the same rows. What may happen next is data (`model.MOVES`).

A ticket is found through the one who looks: the resident who holds its key, or the expert whose pool it lies with. There is no
"ticket by id". On the row stand only the things a queue must sort by (state, pool, holder, urgency, the promised day);
words, topic, exact times and names are sealed with the ticket's own content key.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Residents: /  /vraag  /terug  /bericht  /nieuw  /weg  /verberg  /nieuwe-code  /wissen  /apparaat  /termijn  /kopie  /agenda
    /meelezen  /oordeel.

    Staff: /balie/  /balie/vraag/…
    """
    from loket.i18n import gettext
    from loket.tickets import labels, telling, turning, views_keeping, views_resident, views_staff
    from loket.triage.queries import HELP_LINES, make_ready, watchwords

    app.jinja_env.filters |= {
        "signal": lambda code: gettext(labels.SIGNALS[code]),
        "identity_labels": telling.labels,
        "maskable": telling.maskable,
        "help_lines": lambda names: [HELP_LINES[name] for name in names if name in HELP_LINES],
    }
    make_ready()  # the rules take a second to read: now, and not while the first visitor waits
    app.jinja_env.globals["watchwords"] = watchwords()
    app.register_blueprint(views_resident.pages)
    app.register_blueprint(views_keeping.pages)
    app.after_request(turning.turn)
    app.register_blueprint(views_staff.pages)
