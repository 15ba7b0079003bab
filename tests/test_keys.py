"""The key ring: readable by its owner alone, made once, and rotated without losing a key."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from survey_app.keys import PURPOSES, open_key_ring, rotate
from survey_app.paths import BESIDE

OPEN = """
import sys
from pathlib import Path
from survey_app.keys import open_key_ring
print(sorted(open_key_ring(Path(sys.argv[1])).secrets.items()))
"""


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "home" / "keys.json"
    open_key_ring(path)
    assert mode(path) == 0o600
    rotate(path)
    assert mode(path) == 0o600


def test_it_is_made_once_and_read_from_then_on(tmp_path):
    path = tmp_path / "keys.json"
    ring = open_key_ring(path)
    assert open_key_ring(path) == ring
    assert set(ring.secrets) == set(PURPOSES)
    assert len({ring.newest(purpose) for purpose in PURPOSES}) == len(PURPOSES)
    assert all(len(ring.newest(purpose)) == 64 for purpose in PURPOSES)


def test_a_rotation_adds_a_key_and_keeps_the_old_ones(tmp_path):
    path = tmp_path / "keys.json"
    first = open_key_ring(path)
    rotate(path)
    second = open_key_ring(path)
    for purpose in PURPOSES:
        assert second.all(purpose) == [first.newest(purpose), second.newest(purpose)]
        assert second.newest(purpose) != first.newest(purpose)


def test_processes_that_make_it_at_once_agree(tmp_path):
    command = [sys.executable, "-c", OPEN, str(tmp_path / "keys.json")]
    started = [
        subprocess.Popen(command, cwd=BESIDE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    shown = {process.communicate()[0] for process in started}
    assert len(shown) == 1
    assert "form" in shown.pop()


def test_threads_that_make_it_at_once_agree(tmp_path):
    with ThreadPoolExecutor(16) as threads:
        rings = list(threads.map(open_key_ring, [tmp_path / "keys.json"] * 16))
    assert all(ring == rings[0] for ring in rings)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def older(path) -> dict:
    """A ring as an earlier release made it: nothing was sealed then."""
    open_key_ring(path)
    content = json.loads(path.read_text())
    del content["contact"]
    path.write_text(json.dumps(content))
    return content


def test_a_ring_of_an_earlier_release_gets_what_it_lacks_and_keeps_the_rest(tmp_path):
    path = tmp_path / "keys.json"
    before = older(path)
    ring = open_key_ring(path)
    after = json.loads(path.read_text())
    assert {name: after[name] for name in before} == before
    assert ring.newest("contact") == after["contact"][0]["secret"]
    assert open_key_ring(path) == ring
    assert mode(path) == 0o600


def test_processes_that_add_what_a_ring_lacks_agree(tmp_path):
    path = tmp_path / "keys.json"
    older(path)
    command = [sys.executable, "-c", OPEN, str(path)]
    started = [
        subprocess.Popen(command, cwd=BESIDE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    shown = {process.communicate()[0] for process in started}
    assert len(shown) == 1
    assert open_key_ring(path).newest("contact") in shown.pop()


def test_rotations_and_additions_at_once_lose_no_key(tmp_path):
    path = tmp_path / "keys.json"
    older(path)
    with ThreadPoolExecutor(8) as threads:
        rings = [threads.submit(open_key_ring, path) for _ in range(4)]
        list(threads.map(rotate, [path] * 4))
    first = {ring.result().all("contact")[0] for ring in rings}
    ring = open_key_ring(path)
    assert len(ring.all("form")) == 5
    assert len(first) == 1 or ring.all("contact")[0] in first
    assert all(set(given.result().all("contact")) <= set(ring.all("contact")) for given in rings)
    assert {p.name for p in tmp_path.iterdir()} == {"keys.json", ".keys.json.lock"}
