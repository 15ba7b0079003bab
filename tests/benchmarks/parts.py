"""Where the time of a journey goes: the real functions, one thread, mean of a few thousand calls."""

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Request

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.keys import open_key_ring
from survey_app.questionnaire.answers import check_answers
from survey_app.services.form_tokens import FormToken, FormTokens
from survey_app.services.responses import Arrival, record_response
from survey_app.storage.connect import Database
from survey_app.web.runtime import Runtime
from tests.benchmarks.load import FORM

CALLS = 3_000
KIND = "application/x-www-form-urlencoded"


def parts(settings: Settings, code: str) -> Iterator[tuple[str, float]]:
    """(what, seconds a call), measured in this process on the database of `settings`."""
    bench = Bench(settings, code)
    yield "open the form (whole request)", timed(bench.open_form)
    yield "  of it: fill in the ready page", timed(bench.fill_page)
    yield "send it (whole request)", timed(bench.send_form)
    yield "  of it: parse 22 fields", timed(bench.parse)
    yield "  of it: read the token", timed(bench.read_token)
    yield "  of it: check the answers", timed(bench.check)
    yield "  of it: store (transaction with COMMIT)", timed(bench.store)
    yield "see the thanks (whole request)", timed(bench.see_thanks)
    yield "a request that finds nothing to do (Flask alone)", timed(bench.nothing)
    bench.database.dispose()


def timed(call: Callable[[], object], calls: int = CALLS) -> float:
    """Mean seconds of one call."""
    for _ in range(20):
        call()
    began = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - began) / calls


class Bench:
    """The application in this process, and one prepared form."""

    def __init__(self, settings: Settings, code: str) -> None:
        self.keys = open_key_ring(settings.keys_path)
        self.database = Database(settings.database)
        self.app = create_app(settings, database=self.database, keys=self.keys)
        self.bare = Flask("bare")
        self.bare.add_url_rule("/", view_func=lambda: "")
        self.path = f"/q/{code}/sat"
        self.numbers = count()
        runtime: Runtime = self.app.extensions["survey_app"]
        self.tokens = FormTokens(self.keys)
        self.now = runtime.now
        landing = runtime.landing(code)
        offer = landing.offer("sat", self.now())
        assert offer is not None
        self.version = runtime.version(offer.version_id)
        self.token = FormToken(offer.campaign_id, offer.version_id, "", self.now())
        self.arrival = Arrival(self.token, landing.community.id, landing.placement_id, "zh")
        self.signed = self.new_token()
        self.given = dict(self.parse().lists())
        self.checked = check_answers(self.version.questionnaire, self.given)
        assert self.checked.is_complete
        self.thanks = self.send_form().headers["Location"]
        self.open_form()
        self.page = next(iter(runtime.pages._kept.values()))[1]

    def new_token(self) -> str:
        return self.tokens.sign(self.fresh())

    def fresh(self) -> FormToken:
        return self.token._replace(submission_id=f"{time.time_ns():020x}{next(self.numbers):012x}")
