import pytest

from detente.core.pace import Pace, rows_text, size_text, time_text


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_rate_and_time_left():
    clock = Clock()
    pace = Pace(40e9, size_text, clock=clock)
    assert pace.text(0) == "0 B of 40.0 GB"
    clock.now += 0.5
    assert pace.text(1e6) == "1.0 MB of 40.0 GB"  # too soon for a rate
    clock.now += 9.5
    assert pace.text(1e9) == "1.0 GB of 40.0 GB, 100.0 MB/s, 6 min left"
    assert pace.text(40e9).endswith("0 s left")
    assert pace.text(41e9).endswith("0 s left")


def test_without_a_total_there_is_no_time_left():
    clock = Clock()
    pace = Pace(None, rows_text, clock=clock)
    clock.now += 2
    assert pace.text(5000) == "5,000 rows, 2,500 rows/s"
    assert pace.text(0) == "0 rows"


@pytest.mark.parametrize(
    "size, text",
    [
        (0, "0 B"),
        (999, "999 B"),
        (1500, "1.5 kB"),
        (2e6, "2.0 MB"),
        (3e9, "3.0 GB"),
        (4e15, "4000.0 TB"),
    ],
)
def test_sizes(size, text):
    assert size_text(size) == text


@pytest.mark.parametrize(
    "seconds, text", [(4, "4 s"), (89, "89 s"), (600, "10 min"), (9000, "2.5 h")]
)
def test_durations(seconds, text):
    assert time_text(seconds) == text
