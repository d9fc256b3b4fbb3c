"""The bucket of each address against a simulation that keeps every moment, and whose it is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.views.web.guard.addresses import Proxies, neighbourhood
from detente.views.web.guard.bucket import Buckets
from detente.views.web.guard.guard import Guard
from detente.views.web.guard.limits import Limits
from views.web.leaky_app import call


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class NaiveBucket:
    """Tokens fall in one tick at a time; a tick is an eighth of a second."""

    def __init__(self, rate, burst):
        self.gain, self.burst, self.tokens = Fraction(rate) / 8, burst, Fraction(burst)

    def tick(self):
        self.tokens = min(Fraction(self.burst), self.tokens + self.gain)

    def take(self):
        if self.tokens >= 1:
            self.tokens -= 1
            return True
        return False

    def ticks_until_one(self):
        twin = NaiveBucket(self.gain * 8, self.burst)
        twin.tokens, ticks = self.tokens, 0
        while twin.tokens < 1:
            twin.tick()
            ticks += 1
        return ticks


events = st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abc")), max_size=60)


@given(events, st.sampled_from([0.25, 0.5, 1.0, 2.0, 8.0, 32.0]), st.integers(1, 5))
def test_equals_a_simulation_tick_by_tick(asked, rate, burst):
    clock = Clock()
    buckets = Buckets(rate, burst, addresses=10, clock=clock)
    naive = {name: NaiveBucket(rate, burst) for name in "abc"}
    for ticks, name in asked:
        clock.now += ticks / 8
        for _ in range(ticks):
            for one in naive.values():
                one.tick()
        wait = buckets.take(name)
        expected = naive[name].ticks_until_one()
        assert naive[name].take() == (wait == 0)
        # the wait is exact, the simulation's is rounded up to a tick
        assert expected - 1 < wait * 8 <= expected or wait == expected == 0


@given(st.lists(st.integers(0, 30), max_size=200), st.integers(1, 8))
def test_memory_is_bounded_and_the_quietest_are_forgotten(asked, addresses):
    buckets = Buckets(1.0, 2, addresses=addresses, clock=Clock())
    recent = []
    for number in asked:
        buckets.take(str(number))
        recent = [*[n for n in recent if n != number], number][-addresses:]
        assert len(buckets) == len(recent)
    assert list(buckets._buckets) == [str(number) for number in recent]


def test_a_forgotten_address_starts_with_a_full_bucket():
    buckets = Buckets(1.0, 1, addresses=1, clock=Clock())
    assert [buckets.take("a"), buckets.take("a")] == [0, 1]
    buckets.take("b")
    assert buckets.take("a") == 0


@pytest.mark.parametrize(
    "address, counted",
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_one_client_is_one_neighbourhood(address, counted):
    assert neighbourhood(address) == counted


PROXIES = Proxies.named(["192.0.2.1", "10.0.0.0/8", "2001:db8::/32"])


@pytest.mark.parametrize(
    "peer, lines, client",
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1"], "198.51.100.1"),
        ("192.0.2.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("192.0.2.1", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        ("192.0.2.1", ["198.51.100.1, 10.2.3.4"], "198.51.100.1"),
        ("192.0.2.1", ["10.9.9.9, 10.2.3.4"], "10.9.9.9"),
        ("192.0.2.1", ["198.51.100.1, nonsense"], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1, , 10.2.3.4"], "10.2.3.4"),
        ("192.0.2.1", [""], "192.0.2.1"),
        ("192.0.2.1", ["\xff"], "192.0.2.1"),
        ("::ffff:192.0.2.1", ["2a00::5"], "2a00::5"),
        ("2001:db8::7", [" 198.51.100.1 "], "198.51.100.1"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_only_proxies_that_were_named_are_believed(peer, lines, client):
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in lines]
    scope = {"client": (peer, 1) if peer else None, "headers": headers}
    assert PROXIES.client(scope) == client
    assert Proxies().client(scope) == peer


async def answers(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_the_guard_says_when_to_ask_again():
    clock = Clock()
    guard = Guard(answers, Limits(port=8000, rate=0.25, burst=2), clock=clock)
    assert [call(guard)[0] for _ in range(3)] == [200, 200, 429]
    status, headers, body = call(guard)
    assert (status, headers[b"retry-after"]) == (429, b"4")
    assert b"too-many-requests" in body
    # an address of its own has an allowance of its own
    assert call(guard, client=("127.0.0.2", 1))[0] == 200
    clock.now = 3.9
    assert call(guard)[0] == 429
    clock.now = 4.0
    assert call(guard)[0] == 200


def test_a_spoofed_address_earns_no_allowance():
    guard = Guard(answers, Limits(port=8000, rate=1.0, burst=1), clock=Clock())
    host = (b"host", b"localhost:8000")
    forwarded = [[host, (b"x-forwarded-for", b"198.51.100.%d" % n)] for n in range(3)]
    assert [call(guard, headers=headers)[0] for headers in forwarded] == [200, 429, 429]
    behind = Limits(port=8000, rate=1.0, burst=1, proxies=("127.0.0.1",))
    guard = Guard(answers, behind, clock=Clock())
    assert [call(guard, headers=headers)[0] for headers in forwarded] == [200, 200, 200]


def test_without_a_rate_nobody_is_slowed():
    guard = Guard(answers, Limits(port=8000, rate=None, burst=1))
    assert {call(guard)[0] for _ in range(50)} == {200}
