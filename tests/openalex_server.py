"""A server on this machine that answers as the OpenAlex API does, and misbehaves on request."""

import base64
import gzip
import json
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from detente.sources.openalex.api.clock import day_of

KEY = "k3y-that-nobody-may-see-0123456789"
START = 1_790_000_000.0
LIST_FAULTS = (
    "quota", "hurry", "error", "unavailable", "slow", "drip", "cut", "hang_up", "broken_json",
    "wrong_type", "cut_gzip", "echo", "garbage", "elsewhere", "empty", "no_identifier",
    "repeated_cursor", "duplicates", "unauthorized",
)  # fmt: skip
SINGLE_FAULTS = tuple(
    name
    for name in LIST_FAULTS
    if name not in ("empty", "no_identifier", "repeated_cursor", "duplicates")
)


class FakeClock:
    """Time that passes only when somebody waits."""

    def __init__(self, seed=0, start=START):
        self.time, self.waits, self.random = start, [], random.Random(seed)

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.time += seconds

    def jitter(self):
        return self.random.random()


@dataclass
class Asked:
    """A request as the server saw it."""

    path: str
    query: dict
    authorization: str | None
    day: str
    fault: str


@dataclass
class World:
    """What the server knows and how it behaves.

    Attributes
    ----------
    works : list of dict
        Works in the order of the list.
    merged, aliases : dict of int to int
        Identifiers that were merged: answered with a redirect, or at once with the other work.
    faults : iterator of str
        What goes wrong with each request in turn; "" for nothing, and nothing once it ends.
    page_size : int
        Works on a page, if fewer than are asked for.
    drift : dict of int to int
        From the request of that number on, the list says it has that many works.
    elsewhere : str
        Another server's address, for redirects that lead astray.
    asked : list of Asked
        Every request so far.
    """

    works: list
    clock: FakeClock = field(default_factory=FakeClock)
    merged: dict = field(default_factory=dict)
    aliases: dict = field(default_factory=dict)
    faults: object = field(default_factory=lambda: iter(()))
    page_size: int = 100
    drift: dict = field(default_factory=dict)
    elsewhere: str = ""
    asked: list = field(default_factory=list)

    def calls_by_day(self):
        counts = {}
        for request in self.asked:
            counts[request.day] = counts.get(request.day, 0) + 1
        return counts


@contextmanager
def serving(world):
    """The address under which the world is served."""
    handler = type("OneWorld", (Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        fault = next(self.world.faults, "")
        day = day_of(self.world.clock.now())
        asked = Asked(parts.path, query, self.headers.get("Authorization"), day, fault)
        self.world.asked.append(asked)
        self.close_connection = True
        if asked.authorization != f"Bearer {KEY}":
            self._send(401, {"error": "Unauthorized", "message": "no such key"})
        elif fault and not self._misbehave(fault):
            return
        elif parts.path == "/works":
            self._list(query, fault)
        else:
            self._single(parts.path.rpartition("/W")[2])

    def log_message(self, *_words):
        pass

    def _misbehave(self, fault):
        """Do something wrong; True if the right answer is to follow all the same."""
        plain = {
            "quota": (429, {"message": "daily limit"}, {"Retry-After": str(15 * 3600)}),
            "hurry": (429, {"message": "slow down"}, {"Retry-After": "2"}),
            "error": (500, {"message": "oops"}, {}),
            "unavailable": (503, {"message": "later"}, {"Retry-After": "5"}),
            "echo": (502, {"message": self.headers["Authorization"]}, {}),
            "unauthorized": (401, {"message": f"no key {self.headers['Authorization']}"}, {}),
            "elsewhere": (302, {}, {"Location": f"{self.world.elsewhere}/W1/stolen"}),
        }
        if fault in plain:
            status, content, headers = plain[fault]
            self._send(status, content, headers)
        elif fault == "hang_up":
            self.connection.close()
        elif fault == "garbage":
            self.wfile.write(f"HTTP/9.9 {self.headers['Authorization']}\r\n\r\n".encode())
        elif fault == "wrong_type":
            self._send(200, {"results": []}, kind="text/html")
        else:
            return True
        return False

    def _list(self, query, fault):
        world = self.world
        start = _position(query["cursor"])
        size = min(int(query["per_page"]), world.page_size)
        page = world.works[start : start + size]
        end = start + len(page)
        following = _cursor(end) if end < len(world.works) else None
        if fault == "duplicates" and start:
            page = [world.works[start - 1], *page, page[0]]
        if fault == "old_news" and start:
            page = world.works[:size]
        if fault == "repeated_cursor":
            following = _cursor(random.Random(start).randrange(start + 1) // size * size)
        if fault == "empty" and following:
            page = []
        if fault == "no_identifier" and page:
            page = [{"title": "nobody knows"}, *page]
        count = len(world.works)
        for number, changed in world.drift.items():
            count = changed if len(world.asked) > number else count
        meta = {"count": count, "db_response_time_ms": 12, "page": None, "per_page": size,
                "next_cursor": following}  # fmt: skip
        self._send(200, {"meta": meta, "results": page, "group_by": []}, fault=fault)

    def _single(self, text):
        identifier = int(text)
        if identifier in self.world.merged:
            target = self.world.merged[identifier]
            self._send(301, {}, {"Location": f"https://api.openalex.org/works/W{target}"})
            return
        identifier = self.world.aliases.get(identifier, identifier)
        found = [w for w in self.world.works if w["id"] == f"https://openalex.org/W{identifier}"]
        if found:
            self._send(200, found[0], fault=self.world.asked[-1].fault)
        else:
            self._send(404, {"error": "Not Found"}, kind="text/html")

    def _send(self, status, content, headers=None, *, kind="application/json", fault=""):
        body = json.dumps(content).encode()
        headers = dict(headers or {})
        if fault == "broken_json":
            body = body[: len(body) // 2]
        if fault == "cut_gzip" or len(body) > 2000:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        announced = len(body)
        if fault == "cut_gzip":
            body = body[:-5]
            announced = len(body)
        if fault == "cut":
            body = body[: len(body) // 2]
        self.send_response(status)
        headers |= {"Content-Type": kind, "Content-Length": str(announced), "Connection": "close"}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._write(body, fault)

    def _write(self, body, fault):
        try:
            if fault in ("slow", "drip"):
                for at in range(0, len(body), max(1, len(body) // 8)):
                    self.wfile.write(body[at : at + max(1, len(body) // 8)])
                    self.wfile.flush()
                    time.sleep(0.05 if fault == "drip" else 0.3)
            else:
                self.wfile.write(body)
        except OSError:
            pass  # the client has left, as it should


def _cursor(position):
    if position == 0:
        return "*"
    return base64.urlsafe_b64encode(f"[{position}]".encode()).decode()


def _position(cursor):
    return 0 if cursor == "*" else json.loads(base64.urlsafe_b64decode(cursor))[0]


def synthetic_works(number, seed=0):
    """Works in the shape of the API, with oddities in their titles."""
    chance = random.Random(seed)
    titles = ["Plain", "naïve – “quoted”", "😀", "half \ud83d pair", "line\u2028separator",
              "tab\tand\nnewline", "", "深度学习", "a" * 300]  # fmt: skip
    identifiers = chance.sample(range(1, 10**10), number)
    return [
        {
            "id": f"https://openalex.org/W{identifier}",
            "title": chance.choice(titles),
            "publication_year": chance.randrange(1990, 2027),
            "authorships": [
                {"countries": chance.sample(["CN", "US", "DE", "FR"], chance.randrange(3))}
                for _ in range(chance.randrange(4))
            ],
            "fwci": chance.choice([None, 0.1, 1e-9, 12.75]),
            "cited_by_count": chance.randrange(1000),
        }
        for identifier in identifiers
    ]


def identifiers_of(works):
    return [int(work["id"].rpartition("/W")[2]) for work in works]
