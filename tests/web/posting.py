"""A server process of its own: posts forms through the application and prints where each led.

`python -m tests.web.posting DATABASE_URL HOME PATH MOMENT`; standard input: the forms as JSON,
`shared` (sent by every thread) and `own` (each sent once). It begins at MOMENT (Unix seconds), so
that several processes are at it at once.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from survey_app.app import create_app
from survey_app.config import Settings
from survey_app.storage.connect import Database
from tests.city import NOON

THREADS = 5


def main(url: str, home: str, path: str, moment: str) -> None:
    """Post every form and print a JSON list of [status, where it led]."""
    forms = json.load(sys.stdin)
    database = Database(url)
    app = create_app(Settings(home=Path(home)), database=database, clock=lambda: NOON)

    def post(form: dict[str, str]) -> tuple[int, str]:
        answer = app.test_client().post(path, data=form)
        return answer.status_code, answer.headers.get("Location", "")

    time.sleep(max(0.0, float(moment) - time.time()))
    with ThreadPoolExecutor(THREADS) as threads:
        led = list(threads.map(post, [forms["shared"]] * THREADS + forms["own"]))
    print(json.dumps(led))
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
