"""Opens the rooms, in order: the map of the whole product at a glance."""

from __future__ import annotations

from flask import Flask
from whitenoise import WhiteNoise

from loket import crypto, database, limits, web
from loket.chat import init_app as open_chat
from loket.chat import presence
from loket.config import Settings
from loket.experts import guards as expert_guards
from loket.experts.views_staff import pages as expert_pages
from loket.health import pages as health_pages
from loket.keys.queries import Cost
from loket.municipalities import address
from loket.municipalities.guards import arrive, find_current_desk
from loket.tickets.views_resident import pages as resident_pages
from loket.tickets.views_staff import pages as staff_pages


def create_app(settings: Settings) -> Flask:
    """Loket as a WSGI application. Raises BadConfiguration when a setting or the server key is wrong."""
    crypto.use_server_key(settings.server_key_file)
    database.connect(settings.database_url)
    limits.start(is_on=settings.limits == "on", redis_url=settings.redis_url)
    presence.start(settings.redis_url)

    app = Flask("loket", template_folder=str(web.folder("templates")), static_folder=str(web.folder("static")))
    app.config["SECURITY_CONTACT"] = settings.security_contact
    app.config["PASSWORD_COST"] = Cost(settings.password_ops, settings.password_mib)
    web.init_app(app, settings)
    app.before_request(arrive)
    app.context_processor(lambda: {"desk": find_current_desk()})
    expert_guards.init_app(app)

    app.register_blueprint(health_pages)  #  /livez  /readyz  /.well-known/security.txt
    app.register_blueprint(resident_pages)  # /  /vraag  /terug  /bericht  /nieuw  /weg  /nieuwe-code  /wissen
    app.register_blueprint(expert_pages)  #   /balie/aanmelden  /balie/welkom  /balie/tweede-stap  /balie/team
    app.register_blueprint(staff_pages)  #    /balie/  /balie/vraag/…

    app.wsgi_app = WhiteNoise(app.wsgi_app, root=str(web.folder("static")), prefix="static/", max_age=600)  # type: ignore[method-assign]
    open_chat(app, settings)  #               /socket.io/
    app.wsgi_app = web.Gate(address.Locator(app.wsgi_app), settings, address.hosts)  # type: ignore[method-assign]
    return app
