"""The two baselines: bare Flask with one insert a request, and a bare Socket.IO echo. Server and database settings are Loket's."""

from __future__ import annotations

import os
from typing import Any

import click

from loket import runtime


@click.command()
@click.option("--port", type=int, required=True)
def main(port: int) -> None:
    """Serve both until the process is ended."""
    runtime.begin("eventlet")  # before anything else is imported
    from flask import Flask, request  # noqa: PLC0415
    from flask_socketio import SocketIO, emit  # noqa: PLC0415

    from loket.chat import PING_SECONDS  # noqa: PLC0415
    from loket.database import connect  # noqa: PLC0415

    app = Flask("baseline")
    rows = connect(os.environ["LOKET_DATABASE_URL"]).raw_connection().cursor()
    rows.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")

    @app.post("/line")
    def line() -> str:
        rows.execute("INSERT INTO line (words) VALUES (?)", (request.form["words"],))
        return "ok"

    socketio = SocketIO()

    @socketio.on("echo")
    def echo(words: Any) -> None:
        emit("echo", words)

    socketio.init_app(  # type: ignore[call-arg]  # the stubs know only some of the server's options
        app,
        async_mode=runtime.mode,  # type: ignore[arg-type]
        transports=["websocket"],
        async_handlers=False,
        ping_interval=PING_SECONDS,
        ping_timeout=PING_SECONDS,
        http_compression=False,
    )
    runtime.EventletServer("127.0.0.1", port, app)
    while True:
        runtime.sleep(1)


if __name__ == "__main__":
    main()
