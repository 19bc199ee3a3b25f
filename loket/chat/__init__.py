"""Chat: the bell. Pages that are open hear *that* something changed and ask over HTTP *what*; typing and presence pass by role only.

No words travel here, neither over a socket nor over the bus between workers. Who may hear is settled when a page starts to watch and
ends when the ticket's reference is renewed, the session ends or the socket closes; what may be read is settled at every reading.
Websocket only, text frames only, two events, each frame checked before anything parses it (`frames`).
"""

from __future__ import annotations

from flask import Flask

from loket import runtime
from loket.chat import bell, frames, presence, views_socket
from loket.chat.doorkeeper import Doorkeeper
from loket.config import Settings

PING_SECONDS = 25


def init_app(app: Flask, settings: Settings) -> None:
    presence.start(settings.redis_url)
    views_socket.register(bell.socketio)
    bell.socketio.init_app(  # type: ignore[call-arg]  # the stubs know only some of the server's options
        app,
        async_mode=runtime.mode,  # type: ignore[arg-type]
        transports=["websocket"],
        message_queue=settings.redis_url,
        channel="loket",
        async_handlers=False,
        manage_session=False,
        max_http_buffer_size=frames.LONGEST,
        ping_interval=PING_SECONDS,
        ping_timeout=PING_SECONDS,
        http_compression=False,
        monitor_clients=True,
        logger=False,
        engineio_logger=False,
    )
    frames.guard(bell.server().eio)
    bell.listen()
    app.wsgi_app = Doorkeeper(app, app.wsgi_app)  # type: ignore[method-assign]
