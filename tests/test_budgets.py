from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.gallica.services import ALTO, OAIRECORD, PAGINATION, Quota
from gallica_export.gallica.wire.budgets import Budgets, SharedBudgets, Unlimited
from tests.clock import FakeClock


def asked(budgets: Budgets, clock: FakeClock, quota: Quota, times: int) -> list[float]:
    """When the requests go out, in seconds since the first, each as soon as it may."""
    found = []
    for _ in range(times):
        clock.sleep(budgets.reserve(quota))
        found.append(clock.passed)
    return found


def test_a_burst_goes_out_at_once_and_then_the_rate_is_kept() -> None:
    """ALTO: four at once, then one in 25 seconds, as the service permits."""
    clock = FakeClock()
    assert asked(Budgets(clock), clock, ALTO.quota, 7) == [0, 0, 0, 0, 25, 50, 75]


def test_after_a_rest_the_burst_is_free_again() -> None:
    """A bucket that was left alone for long is full, and no fuller."""
    clock = FakeClock()
    budgets = Budgets(clock)
    asked(budgets, clock, ALTO.quota, 6)
    clock.sleep(100_000)
    before = clock.passed
    assert [at - before for at in asked(budgets, clock, ALTO.quota, 5)] == [0, 0, 0, 0, 25]


@given(st.integers(1, 6), st.floats(0.5, 60), st.lists(st.floats(0, 200), max_size=40))
def test_no_window_ever_holds_more_than_the_quota(
    burst: int, seconds: float, rests: list[float]
) -> None:
    """In whatever rhythm requests come, no stretch of time holds more than burst plus rate."""
    quota = Quota("any", requests=1, seconds=seconds, burst=burst)
    clock = FakeClock()
    budgets, times = Budgets(clock), []
    for rest in rests:
        clock.sleep(rest)
        clock.sleep(budgets.reserve(quota))
        times.append(clock.passed)
    for first, start in enumerate(times):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + (times[last] - start) / seconds + 1e-6


def test_a_429_empties_the_bucket_and_slows_the_service_down() -> None:
    """After a 429 the burst is gone and requests are further apart; good answers mend that."""
    clock = FakeClock()
    budgets = Budgets(clock)
    budgets.too_often(ALTO.quota, 1)
    assert budgets.reserve(ALTO.quota) == pytest.approx(25 * 1.25)
    assert budgets.interval(ALTO.quota) == pytest.approx(25 * 1.25)
    for _ in range(20):
        budgets.well_answered(ALTO.quota, "gallica")
    assert budgets.interval(ALTO.quota) == 25


def test_a_place_that_comes_too_late_is_not_taken() -> None:
    """Whoever will not wait so long takes no place, and those who will lose nothing by it."""
    budgets = Budgets(FakeClock())
    for _ in range(5):
        budgets.reserve(ALTO.quota)
    assert [budgets.reserve(ALTO.quota, longest=30) for _ in range(9)] == [50] * 9
    assert budgets.reserve(ALTO.quota) == 50


def test_a_place_may_be_given_back() -> None:
    """What was reserved and not used is there for the next."""
    budgets = Budgets(FakeClock())
    pauses = [budgets.reserve(ALTO.quota) for _ in range(5)]
    budgets.give_back(ALTO.quota)
    assert pauses == [0, 0, 0, 0, 25]
    assert budgets.reserve(ALTO.quota) == 25


def test_what_a_server_asks_for_binds_all_processes(tmp_path: Path) -> None:
    """A Retry-After is kept in the account: another process waits as long for that service."""
    clock = FakeClock()
    SharedBudgets(tmp_path, clock).too_often(ALTO.quota, 1, 600.0)
    other = SharedBudgets(tmp_path, clock)
    assert other.is_throttled(ALTO.quota)
    assert other.reserve(ALTO.quota) == pytest.approx(600)
    other.well_answered(ALTO.quota, "gallica")
    assert not other.is_throttled(ALTO.quota)


def test_an_answer_that_was_under_way_opens_no_wall() -> None:
    """A good answer that comes after a refusal does not open the gateway before its time."""
    clock = FakeClock()
    budgets = Budgets(clock)
    budgets.refused("gallica", "403", 900)
    budgets.well_answered(ALTO.quota, "gallica")
    assert budgets.wall("gallica")
    clock.sleep(900)
    budgets.well_answered(ALTO.quota, "gallica")
    assert budgets.refused("gallica", "403", 900).times == 1


def test_quotas_are_kept_apart() -> None:
    """What one service used up is not missing from another."""
    clock = FakeClock()
    budgets = Budgets(clock)
    asked(budgets, clock, ALTO.quota, 4)
    assert budgets.reserve(PAGINATION.quota) == 0
    assert budgets.free(ALTO.quota) == 0
    assert budgets.free(OAIRECORD.quota) == 1


def test_a_wall_outlives_the_process(tmp_path: Path) -> None:
    """A gateway that refused programs stays shut for another process until its time."""
    clock = FakeClock()
    SharedBudgets(tmp_path, clock).refused("gallica", "403", 900)
    wall = SharedBudgets(tmp_path, clock).wall("gallica")
    assert wall is not None
    assert (wall.reason, wall.not_before) == ("403", clock() + 900)
    assert SharedBudgets(tmp_path, clock).wall("openapi") is None
    clock.sleep(900)
    assert SharedBudgets(tmp_path, clock).wall("gallica") is None


def test_a_wall_that_comes_again_stays_longer(tmp_path: Path) -> None:
    """Each refusal in a row shuts the gateway four times longer, at most a day."""
    clock = FakeClock()
    budgets = SharedBudgets(tmp_path, clock)
    pauses = []
    for _ in range(6):
        pauses.append(budgets.refused("gallica", "403", 900).not_before - clock())
        clock.sleep(pauses[-1])
    assert pauses == [900, 3600, 14_400, 57_600, 86_400, 86_400]
    budgets.well_answered(ALTO.quota, "gallica")
    assert budgets.refused("gallica", "403", 900).not_before - clock() == 900


def test_a_clock_that_was_set_back_locks_nobody_out(tmp_path: Path) -> None:
    """An account from the future, as a clock set back leaves it, holds for a day at most."""
    clock = FakeClock()
    budgets = SharedBudgets(tmp_path, clock)
    clock.now += 400 * 86_400
    budgets.refused("gallica", "403", 900)
    asked(budgets, clock, ALTO.quota, 6)
    clock.now -= 400 * 86_400
    assert budgets.wall("gallica") is None
    assert budgets.reserve(ALTO.quota) <= 86_400


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b'{"buckets": 3}',
        b"[]",
        b'{"buckets": {"gallica alto": {"slowness": 0}}}',
    ],
)
def test_a_damaged_account_counts_as_none(tmp_path: Path, data: bytes) -> None:
    """An account that cannot be read is begun anew; the server keeps its own anyway."""
    (tmp_path / "budgets.json").write_bytes(data)
    budgets = SharedBudgets(tmp_path)
    assert budgets.reserve(ALTO.quota) == 0
    assert SharedBudgets(tmp_path).free(ALTO.quota) < 4


def test_a_loopback_gateway_is_not_paced() -> None:
    """Nobody waits for a gateway of this very machine."""
    assert [Unlimited().reserve(ALTO.quota) for _ in range(9)] == [0] * 9


_PROCESS = """
import sys
from pathlib import Path
from gallica_export.gallica.services import Quota
from gallica_export.gallica.wire.budgets import SharedBudgets
budgets = SharedBudgets(Path(sys.argv[1]), clock=lambda: 1000.0)
for _ in range(25):
    print(budgets.reserve(Quota("shared", requests=1, seconds=1)))
"""


def test_processes_share_one_account(tmp_path: Path) -> None:
    """Four processes that ask at once get turns that never coincide."""
    began = time.monotonic()
    command = [sys.executable, "-c", _PROCESS, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    pauses = [float(line) for one in running for line in one.communicate(timeout=30)[0].split()]
    assert sorted(pauses) == list(range(100))
    assert time.monotonic() - began < 30
