"""Opens the rooms, in order: the map of the whole product at a glance."""

from __future__ import annotations

from flask import Flask
from whitenoise import WhiteNoise

from loket import chat, crypto, database, experts, guide, health, limits, municipalities, tickets, web
from loket.config import Settings
from loket.gate import Gate
from loket.keys.queries import Cost
from loket.municipalities.guards import Locator, hosts


def create_app(settings: Settings) -> Flask:
    """Loket as a WSGI application. Raises BadConfiguration when a setting or the server key is wrong."""
    crypto.use_server_key(settings.server_key_file)
    database.connect(settings.database_url)
    limits.start(is_on=settings.limits == "on", redis_url=settings.redis_url)

    app = Flask("loket", template_folder=str(web.folder("templates")), static_folder=str(web.folder("static")))
    app.config["PASSWORD_COST"] = Cost(settings.password_ops, settings.password_mib)
    municipalities.init_app(app)  # which desk this request is for; first, so that a refusal speaks its language too  /static/look.css …
    web.init_app(app, settings)  #  CSRF, headers, errors, language  /taal
    health.init_app(app, settings)  #  /livez  /readyz  /.well-known/security.txt
    experts.init_app(app)  #        staff: signing in, the team    /balie/aanmelden …
    guide.init_app(app)  #          what the desk says of itself   /uitleg  /balie/teksten …
    tickets.init_app(app)  #        questions: asked, answered     /  /vraag …  /balie/  /balie/vraag/…
    files = WhiteNoise(
        app.wsgi_app, web.folder("static"), "static/", max_age=600, allow_all_origins=False, add_headers_function=web.static_headers
    )
    app.wsgi_app = files  # type: ignore[method-assign]
    chat.init_app(app, settings)  # the bell                       /socket.io/
    app.wsgi_app = Gate(Locator(app.wsgi_app), settings, hosts)  # type: ignore[method-assign]
    return app
