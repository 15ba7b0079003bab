"""A production WSGI server: gunicorn with threads, waitress where there is no gunicorn.

While it serves, one of its processes deletes every hour what must not be kept any longer.
"""

import gc
import logging
import os
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

from filelock import FileLock, Timeout

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.errors import Invalid
from survey_app.services.upkeep import tidy_up
from survey_app.storage.connect import Database

MOST_WORKERS = 4
HOUR = 3600.0  # seconds


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
    run_application(partial(_application, settings), host, port, threads=settings.threads)


def _application(settings: Settings) -> Any:
    database = Database(settings.database, connections=settings.threads + 2)
    start_upkeep(database, settings.home / "upkeep.lock")
    return create_app(settings, database=database)


def start_upkeep(database: Database, lock: Path, *, seconds: float = HOUR) -> Event:
    """Delete what is due now and every so many seconds, in a thread that keeps nobody waiting.

    Of all processes that use one lock file a single one does it; the next takes over when that
    one has ended. Setting the event that is returned ends the thread.
    """
    is_over = Event()
    turn = FileLock(lock, thread_local=False)
    work = partial(_keep_up, database, turn, is_over, seconds)
    Thread(target=work, name="upkeep", daemon=True).start()
    return is_over


def _keep_up(database: Database, turn: FileLock, is_over: Event, seconds: float) -> None:
    while True:
        try:
            if not turn.is_locked:
                turn.acquire(blocking=False)  # and keep it: a process that ends lets go of it
            tidy_up(database, datetime.now(UTC))
        except Timeout:
            pass  # another process does it
        except Exception:  # a database that is away now may be there in an hour
            logging.getLogger(__name__).warning("upkeep failed; it is tried again", exc_info=True)
        if is_over.wait(seconds):
            turn.release()
            return


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

    gc.collect()
    gc.freeze()  # what is loaded by now stays shared between the workers: collecting would copy it
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
