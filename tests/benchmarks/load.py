"""The load client, a process of its own: residents who open a form, send it and see the thanks.

Each journey is one connection, kept for its three requests, as a phone's would be. Run as
`python -m tests.benchmarks.load PORT PATH SECONDS AT_ONCE`; prints one line of JSON.
"""

import asyncio
import json
import re
import socket
import sys
import time
from typing import NamedTuple
from urllib.parse import urlencode

from tests.browser.live import HOST
from tests.city import SAT

# 22 fields with the token: a dissatisfied resident who also gives reasons.
FORM = urlencode(
    {**SAT, "S10": "2", "S20": ["FAR", "PRICE", "QUALITY"], "S30": "希望修鞋的地方近一点。"}, True
)
TOKEN = re.compile(rb"\d+-\d+-\d+-p-[0-9a-f]{32}\.[\w-]+")  # legible even in the gzip body
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nLocation: (\S+)", re.IGNORECASE)
OPTIONS = "Host: localhost\r\nAccept-Encoding: gzip\r\n"


class Reply(NamedTuple):
    """What came back: status, headers and body."""

    status: int
    head: bytes
    body: bytes


class Resident:
    """One connection at a time, one journey after another."""

    def __init__(self, port: int, path: str) -> None:
        self.port = port
        self.path = path
        self.seconds: list[float] = []  # of each request
        self.journeys = 0
        self.errors = 0

    async def go_on_until(self, end: float) -> None:
        """Make journeys until the monotonic clock shows `end`."""
        while time.monotonic() < end:
            with socket.socket() as connection:
                connection.setblocking(False)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    await asyncio.get_running_loop().sock_connect(connection, (HOST, self.port))
                    is_thanked = await self.journey(connection)
                except OSError:
                    is_thanked = False
            self.journeys += is_thanked
            self.errors += not is_thanked

    async def journey(self, connection: socket.socket) -> bool:
        """Open, send, be thanked; False when an answer was not the expected one."""
        form = await self.ask(connection, f"GET {self.path} HTTP/1.1\r\n{OPTIONS}\r\n")
        token = TOKEN.search(form.body)
        body = f"form={token[0].decode()}&{FORM}" if token else FORM
        sent = await self.ask(
            connection,
            f"POST {self.path} HTTP/1.1\r\n{OPTIONS}Content-Length: {len(body)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
        )
        place = LOCATION.search(sent.head)
        if (form.status, sent.status) != (200, 303) or place is None:
            return False
        thanks = f"GET {place[1].decode()} HTTP/1.1\r\n{OPTIONS}\r\n"
        return (await self.ask(connection, thanks)).status == 200

    async def ask(self, connection: socket.socket, request: str) -> Reply:
        """Send one request and read its whole answer."""
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        await loop.sock_sendall(connection, request.encode())
        received = await loop.sock_recv(connection, 65_536)
        while received and not _is_whole(received):
            more = await loop.sock_recv(connection, 65_536)
            if not more:
                raise ConnectionResetError
            received += more
        self.seconds.append(time.perf_counter() - began)
        head, _, body = received.partition(b"\r\n\r\n")
        return Reply(int(head[9:12] or 0), head, body)


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return bool(end) and len(body) >= int(length[1] if length else 0)


async def drive(port: int, path: str, *, seconds: float, at_once: int) -> dict[str, object]:
    """So many residents at once for so long; journeys made, errors, seconds of each request."""
    residents = [Resident(port, path) for _ in range(at_once)]
    began = time.monotonic()
    await asyncio.gather(*(one.go_on_until(began + seconds) for one in residents))
    return {
        "elapsed": time.monotonic() - began,
        "journeys": sum(one.journeys for one in residents),
        "errors": sum(one.errors for one in residents),
        "seconds": [round(value, 5) for one in residents for value in one.seconds],
    }


if __name__ == "__main__":
    _, port, path, seconds, at_once = sys.argv
    result = drive(int(port), path, seconds=float(seconds), at_once=int(at_once))
    print(json.dumps(asyncio.run(result)))
