"""A production WSGI server: gunicorn with threads, waitress where there is no gunicorn."""

import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.errors import Invalid

MOST_WORKERS = 4


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Invalid when something listens on the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Invalid(
                "Port {port} of {host} cannot be used ({why}). Choose another: --port {other}",
                port=port,
                host=host,
                why=error.strerror,
                other=port + 1,
            ) from error


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted. Each worker process opens the database for itself."""
    refuse_taken_port(host, port)
    run_application(lambda: create_app(settings), host, port, threads=settings.threads)


def run_application(application: Callable[[], Any], host: str, port: int, *, threads: int) -> None:
    """Serve what application() makes, made once in each worker process."""
    if sys.platform == "win32":
        from waitress import serve as waitress_serve  # type: ignore[import-untyped]

        waitress_serve(application(), host=host, port=port, threads=threads)
        return
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    _gunicorn(application, bind, threads)


def _gunicorn(application: Callable[[], Any], bind: str, threads: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": bind,
                "workers": min(os.cpu_count() or 1, MOST_WORKERS),
                "worker_class": "gthread",
                "threads": threads,
                "timeout": 60,
                "graceful_timeout": 20,
                "keepalive": 15,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return application()

    Server().run()


def address_on_local_network() -> str | None:
    """This machine's address for a phone on the same Wi-Fi; None when there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # UDP: chooses a route, sends nothing
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith("127.") else address
