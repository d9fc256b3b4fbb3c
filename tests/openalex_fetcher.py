"""A fetch of OpenAlex as a command would run it, again and again, against the test server."""

import gzip
import json
from itertools import repeat

from detente.sources.openalex.api.budget import DailyBudget
from detente.sources.openalex.api.client import Client, Patience
from detente.sources.openalex.api.folder import FetchFolder
from detente.sources.openalex.api.harvest import fetch_pages, fetch_singles
from detente.sources.openalex.api.key import Key
from detente.sources.openalex.api.transport import Transport
from openalex_server import (
    KEY,
)

FILTER = "primary_topic.subfield.id:1702,publication_year:2020|2021"
ASKED = {"filter": FILTER}


class Fetcher:
    """A client and a folder for one world, opened anew for each run as a command would."""

    def __init__(self, world, address, path, *, budget=1000, attempts=4):
        self.world, self.address, self.path = world, address, path
        self.budget, self.attempts, self.said = budget, attempts, []
        self.timeout, self.deadline = 10.0, 10.0
        path.mkdir(exist_ok=True)

    def client(self, state):
        transport = Transport(Key(KEY), self.address, timeout=self.timeout, deadline=self.deadline)
        patience = Patience(attempts=self.attempts)
        budget = DailyBudget(state, self.budget)
        return Client(
            transport, budget, self.world.clock, patience=patience, progress=self.said.append
        )

    def pages(self):
        with FetchFolder(self.path, ASKED) as folder:
            client = self.client(folder.state)
            fetch_pages(folder, client, filter_=FILTER, progress=self.said.append)

    def singles(self, identifiers):
        with FetchFolder(self.path, {"ids": "a file"}) as folder:
            client = self.client(folder.state)
            fetch_singles(folder, client, identifiers=identifiers, progress=self.said.append)

    def records(self):
        return [
            json.loads(line)
            for file in sorted((self.path / "works").glob("page-*.jsonl.gz"))
            for line in gzip.decompress(file.read_bytes()).splitlines()
        ]


def always(fault):
    return repeat(fault)


def once(*faults):
    return iter(faults)
