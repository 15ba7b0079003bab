"""Where the time of a journey goes: the real functions, one thread, mean of many calls."""

import io
import time
from collections.abc import Callable, Iterator
from itertools import count

from flask import Flask
from werkzeug.test import create_environ
from werkzeug.wrappers import Request

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.keys import open_key_ring
from survey_app.questionnaire.answers import check_answers
from survey_app.services.form_tokens import FormToken, FormTokens
from survey_app.services.responses import Arrival, record_response
from survey_app.storage.connect import Database
from survey_app.web.prerender import Prerendered, mark
from survey_app.web.runtime import Runtime
from tests.benchmarks.load import FORM

CALLS = 3_000
KIND = "application/x-www-form-urlencoded"


def parts(settings: Settings, code: str) -> Iterator[tuple[str, float]]:
    """(what, seconds a call) on the database of `settings`; stores responses."""
    bench = Bench(settings, code)
    yield "open the form, whole request", timed(bench.open_form)
    yield "  render: fill a ready page of 60 kB", timed(bench.render)
    yield "send it, whole request", timed(bench.send)
    yield "  parse 22 fields", timed(bench.parse)
    yield "  read the token", timed(bench.read_token)
    yield "  check the answers", timed(bench.check)
    yield "  store: BEGIN … COMMIT", timed(bench.store)
    yield "see the thanks, whole request", timed(bench.see_thanks)
    yield "Flask alone, a page of nothing", timed(bench.nothing)
    bench.database.dispose()


def timed(call: Callable[[], object], calls: int = CALLS) -> float:
    """Mean seconds of one call."""
    for _ in range(20):
        call()
    began = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - began) / calls


def request(application: Callable[..., object], path: str, form: str = "") -> str:
    """One WSGI call as a server makes it; the Location it answered with."""
    body = {"input_stream": io.BytesIO(form.encode()), "content_length": len(form)} if form else {}
    method = "POST" if form else "GET"
    environ = create_environ(path, method=method, content_type=KIND, **body)
    environ["HTTP_ACCEPT_ENCODING"] = "gzip"
    headers: dict[str, str] = {}
    answer = application(environ, lambda status, fields, _=None: headers.update(fields))
    b"".join(answer)
    answer.close()
    return headers.get("Location", "")


class Bench:
    """The application in this process, and one form that is filled in."""

    def __init__(self, settings: Settings, code: str) -> None:
        keys = open_key_ring(settings.keys_path)
        self.database = Database(settings.database)
        self.app = create_app(settings, database=self.database, keys=keys)
        self.path = f"/q/{code}/sat"
        self.tokens = FormTokens(keys)
        self.numbers = count(time.time_ns())
        self._find(code)
        self.signed = self.tokens.sign(self.fresh_token())
        self.given = self.parse()
        self.checked = self.check()
        self.thanks = self.send()
        self.bare = Flask("bare")
        self.bare.add_url_rule("/", view_func=lambda: "")
        page = f"{'文' * 20_000}{mark('token')}{'文' * 20}"
        self.page = Prerendered(page)

    def _find(self, code: str) -> None:
        runtime: Runtime = self.app.extensions["survey_app"]
        landing, self.now = runtime.landing(code), runtime.now
        offer = landing.offer("sat", self.now())
        assert offer is not None, "sat is not open"
        self.version = runtime.version(offer.version_id)
        self.token = FormToken(offer.campaign_id, offer.version_id, "", self.now())
        self.arrival = Arrival(self.token, landing.community.id, landing.placement_id, "zh")

    def fresh_token(self) -> FormToken:
        """The token of a form that nobody has sent."""
        return self.token._replace(submission_id=f"{next(self.numbers):032x}")

    def open_form(self) -> object:
        return request(self.app.wsgi_app, self.path)

    def render(self) -> bytes:
        return self.page.gzip({"token": self.signed})

    def send(self) -> str:
        signed = self.tokens.sign(self.fresh_token())
        return request(self.app.wsgi_app, self.path, f"form={signed}&{FORM}")

    def parse(self) -> dict[str, list[str]]:
        body = FORM.encode()
        stream = io.BytesIO(body)
        environ = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": KIND,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": stream,
        }
        return dict(Request(environ).form.lists())

    def read_token(self) -> object:
        return self.tokens.read(self.signed)

    def check(self) -> object:
        return check_answers(self.version.questionnaire, self.given)

    def store(self) -> object:
        arrival = Arrival(
            self.fresh_token(), self.arrival.region_id, self.arrival.placement_id, "zh"
        )
        with self.database.writing() as session:
            return record_response(
                session, arrival, self.checked, form=self.version, now=self.now()
            )

    def see_thanks(self) -> object:
        return request(self.app.wsgi_app, self.thanks)

    def nothing(self) -> object:
        return request(self.bare.wsgi_app, "/")
