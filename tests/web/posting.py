"""Server processes of their own that all post forms through the application at the same moment."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.storage.connect import Database
from tests.city import NOON, City

PROCESSES = 4
THREADS = 5
Form = dict[str, str]

_all_are_ready: Barrier


def post_at_once(city: City, path: str, shared: Form, own: list[list[Form]]) -> list[list[str]]:
    """Where each process's posts led, `shared` five times first; "500" and the like for others.

    own : for each of the processes the forms that it alone sends, once.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.web.posting"])
    url = city.database.engine.url.render_as_string(hide_password=False)
    barrier = context.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, context, _remember, [barrier]) as pool:
        sent = [
            pool.submit(_post, url, city.settings.home, path, [shared] * THREADS + forms)
            for forms in own
        ]
        return [answers.result() for answers in sent]


def _remember(barrier: Barrier) -> None:
    global _all_are_ready
    _all_are_ready = barrier


def _post(url: str, home: Path, path: str, forms: list[Form]) -> list[str]:
    database = Database(url)
    app = create_app(Settings(home=home), database=database, clock=lambda: NOON)

    def post(form: Form) -> str:
        answer = app.test_client().post(path, data=form)
        return answer.headers["Location"] if answer.status_code == 303 else str(answer.status_code)

    _all_are_ready.wait()
    with ThreadPoolExecutor(THREADS) as threads:
        led = list(threads.map(post, forms))
    database.dispose()
    return led
