"""How fast the site answers, with its reader on the same machine."""

import asyncio
import itertools
import json
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

CLIENTS = 50
SECONDS = 15
STEADY = 60_000
SPECIFICATIONS = (
    (),
    (("territory", "hk_mo_with_cn"),),
    (("territory", "hk_mo_tw_with_cn"),),
    (("link", "per_paper"),),
    (("link", "per_paper"), ("territory", "hk_mo_with_cn")),
)
HELD, PAGES, COUNTRIES = 100, 12, 6


@dataclass
class Load:
    """What a crowd of readers met.

    Attributes
    ----------
    what : str
    requests, errors : int
    seconds : float
    median, worst : float
        Milliseconds, half and 99 % of the answers at most.
    """

    what: str
    requests: int
    errors: int
    seconds: float
    median: float
    worst: float

    @property
    def rate(self):
        """Answers a second."""
        return self.requests / self.seconds


def measure(progress=lambda _text: None):
    """Loads, and the memory of the server before and after many requests in MB."""
    import uvloop

    from served import served

    with TemporaryDirectory() as name, served("serve", built(Path(name)), "--rate", "0") as server:
        port = server.port
        release, codes = _release(port)
        pairs = _pairs(port, codes)
        _warm(port, release, codes)
        views = _views(release, pairs)
        _fetch(port, views.pop())  # what a first look of all loads
        kinds = {
            "pages' JSON, each once": views,
            "API, each once": _interface(release, pairs),
            "pages' JSON, remembered": itertools.cycle(views[:HELD]),
            "pages, remembered": itertools.cycle(_pages(release, pairs)),
        }
        for path in _pages(release, pairs):
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").close()
        loads = []
        for what, addresses in kinds.items():
            progress(what)
            loads.append(uvloop.run(crowd(what, port, addresses)))
        before = _memory(server.process)
        progress(f"{STEADY:,} requests")
        steady = itertools.islice(itertools.cycle(views), STEADY)
        loads.append(uvloop.run(crowd(f"{STEADY:,} requests", port, steady, seconds=600)))
        return loads, before, _memory(server.process)


def built(folder):
    """A lake with the starter release."""
    from served import MAIN

    lake = folder / "lake"
    command = [sys.executable, "-c", MAIN, "build", "starter", "--lake", lake]
    subprocess.run(command, check=True, capture_output=True)
    return lake


def _fetch(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return json.load(answer)


def _release(port):
    rows = _fetch(port, "/api/v1/indicators/output?metric=papers")
    codes = [row["country"] for row in rows["rows"] if row["country"]]
    return rows["provenance"]["release"], codes


def _query(release, territory, link):
    parts = [f"release={release}"]
    parts += [f"link={link}"] if link != "whole" else []
    parts += [f"territory={territory}"] if territory != "separate" else []
    return "&".join(parts)


def _queries(release):
    return [
        "&".join([f"release={release}", *(f"{name}={option}" for name, option in choices)])
        for choices in SPECIFICATIONS
    ]


def _pairs(port, codes):
    """Pairs with joint papers, of countries that no specification counts as another."""
    rows = _fetch(port, "/api/v1/indicators/collaboration?metric=joint_papers")["rows"]
    counted = set(codes) - {"HK", "MO", "TW"}
    return [
        (row["country"], row["partner"])
        for row in rows
        if row["value"] and {row["country"], row["partner"]} <= counted
    ]


def _views(release, pairs):
    """Numbers of pages, each address once: more than the server could remember."""
    return [
        f"/en/pair/{one}/{other}/partners_first.json?{query}"
        for one, other in pairs
        for query in _queries(release)
    ]


def _interface(release, pairs):
    return [
        f"/api/v1/indicators/collaboration?{query}&country={one}&partner={other}"
        for one, other in pairs
        for query in _queries(release)
    ]


def _pages(release, pairs):
    return [f"/en/pair/{one}/{other}?release={release}" for one, other in pairs[:PAGES]]


def _warm(port, release, codes):
    """Some countries under each specification: from then on there is a whole world to slice."""
    for query in _queries(release):
        for code in codes[:COUNTRIES]:
            _fetch(port, f"/api/v1/indicators/collaboration?{query}&country={code}")


def _memory(process):
    """MB that the server holds."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class Reader(asyncio.Protocol):
    """One reader: asks, waits for the whole answer, asks again."""

    def __init__(self, crowd):
        self.crowd, self.held, self.due, self.bad = crowd, bytearray(), None, False

    def connection_made(self, transport):
        self.transport = transport
        self.ask()

    def ask(self):
        path = self.crowd.next()
        if path is None:
            self.transport.close()
            return
        self.held.clear()
        self.due, self.asked = None, time.perf_counter()
        self.transport.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.crowd.port}\r\n\r\n".encode()
        )

    def data_received(self, data):
        self.held += data
        if self.due is None:
            end = self.held.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.held[:end]).lower()
            self.bad = not head.startswith(b"http/1.1 200")
            self.due = end + 4 + int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
        if len(self.held) >= self.due:
            self.crowd.took(time.perf_counter() - self.asked, self.bad)
            self.ask()

    def connection_lost(self, error):
        self.crowd.left(error)


class Crowd:
    """Readers that ask one after another until the time is over or nothing is left to ask."""

    def __init__(self, port, addresses, seconds):
        self.port, self.addresses, self.seconds = port, iter(addresses), seconds
        self.taken, self.errors, self.here = [], 0, 0
        self.done = asyncio.get_running_loop().create_future()
        self.start = time.perf_counter()

    def next(self):
        if time.perf_counter() - self.start > self.seconds:
            return None
        return next(self.addresses, None)

    def took(self, seconds, bad):
        self.taken.append(seconds)
        self.errors += bad

    def left(self, error):
        self.errors += error is not None
        self.here -= 1
        if not self.here:
            self.done.set_result(time.perf_counter() - self.start)


async def crowd(what, port, addresses, seconds=SECONDS):
    """Let the readers loose and say what they met."""
    found = Crowd(port, addresses, seconds)
    loop = asyncio.get_running_loop()
    found.here = CLIENTS
    for _ in range(CLIENTS):
        await loop.create_connection(lambda: Reader(found), "127.0.0.1", port)
    took = await found.done
    ordered = sorted(found.taken)
    at = [1000 * ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.99)]
    return Load(what, len(ordered), found.errors, took, *at)
