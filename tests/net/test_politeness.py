import threading

import pytest

from tanggap.net import politeness
from tanggap.net.errors import Throttled
from tanggap.net.politeness import Politeness


class FakeTime:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def polite(time: FakeTime, **more: float) -> Politeness:
    given = {"delay_s": 2.0, "n_parallel": 2, "max_wait_s": 10.0} | more
    return Politeness(clock=time.clock, sleep=time.sleep, **given)  # type: ignore[arg-type]


def test_requests_to_one_host_keep_their_distance() -> None:
    time = FakeTime()
    manners = polite(time)
    for _ in range(3):
        with manners.turn("koran.example:443"):
            pass
    assert time.slept == [2.0, 2.0]


def test_hosts_and_ports_do_not_wait_for_each_other() -> None:
    time = FakeTime()
    manners = polite(time)
    for port in (80, 443, 8080):
        with manners.turn(f"koran.example:{port}"):
            pass
    assert time.slept == []


def test_a_longer_pause_asked_for_by_the_site_is_kept() -> None:
    time = FakeTime()
    manners = polite(time)
    for _ in range(2):
        with manners.turn("koran.example:443", delay_s=7.0):
            pass
    assert time.slept == [7.0]


def test_nobody_waits_longer_than_the_limit() -> None:
    time = FakeTime()
    manners = polite(time)
    manners.hold("koran.example:443", 60.0)
    with pytest.raises(Throttled) as caught, manners.turn("koran.example:443"):
        pass
    assert caught.value.retry_after_s == 60.0
    time.now += 60.0
    with manners.turn("koran.example:443"):
        assert time.slept == []


def test_only_a_few_are_inside_at_once() -> None:
    time = FakeTime()
    manners = polite(time, delay_s=0.0, n_parallel=1, max_wait_s=0.05)
    refused: list[Throttled] = []

    def second() -> None:
        try:
            with manners.turn("koran.example:443"):
                pass
        except Throttled as error:
            refused.append(error)

    with manners.turn("koran.example:443"):
        other = threading.Thread(target=second)
        other.start()
        other.join()
    with manners.turn("koran.example:443"):
        assert len(refused) == 1


def test_a_seat_is_free_again_after_a_failure() -> None:
    manners = polite(FakeTime(), delay_s=0.0, n_parallel=1, max_wait_s=0.05)
    for _ in range(3):
        with pytest.raises(ValueError, match="rusak"), manners.turn("koran.example:443"):
            raise ValueError("rusak")


def test_idle_hosts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "MAX_AUTHORITIES", 3)
    time = FakeTime()
    manners = polite(time)
    for name in "abcdefgh":
        with manners.turn(name):
            time.now += 5
    assert len(manners._manners) <= 3
