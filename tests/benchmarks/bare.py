"""The yardstick: a bare Flask application that does as little as a survey can do.

GET 14 kB of a ready page; POST with one INSERT and COMMIT into SQLite (WAL, synchronous FULL);
GET thanks. Run as `python -m tests.benchmarks.bare PORT DATABASE`.
"""

import json
import sqlite3
import sys
import threading

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from survey_app.config import Settings
from survey_app.server import run_application
from tests.browser.live import HOST

PAGE = b"<!doctype html><title>form</title>" + b"<p>fourteen bytes" * 860  # 14 kB


def create_bare(path: str) -> Flask:
    """The application; its one table is made when it is missing."""
    app = Flask("bare")
    own = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(path, timeout=10)
            own.connection.execute("PRAGMA journal_mode=WAL")
            own.connection.execute("PRAGMA synchronous=FULL")
        return own.connection

    connection().execute("CREATE TABLE IF NOT EXISTS response (id INTEGER PRIMARY KEY, answers)")

    @app.get("/form")
    def form() -> bytes:
        return PAGE

    @app.post("/form")
    def send() -> Response:
        with connection() as database:
            answers = json.dumps(request.form.to_dict(flat=False))
            database.execute("INSERT INTO response (answers) VALUES (?)", [answers])
        return redirect("/thanks", 303)

    @app.get("/thanks")
    def thanks() -> str:
        return "<!doctype html><title>thanks</title><p>Thank you"

    return app


if __name__ == "__main__":
    run_application(
        lambda: create_bare(sys.argv[2]), HOST, int(sys.argv[1]), threads=Settings.threads
    )
