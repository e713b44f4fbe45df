"""The campaign of fetching in small: a figure that falls is seen here first."""

from __future__ import annotations

from benchmarks.fetching import budgets, company, faults, fuzz


def test_a_fifth_of_faults_costs_a_quarter_more_requests() -> None:
    """At 20 % of faults of eight kinds all views come right, for hardly more than must be asked."""
    numbers = faults.requests_of_seeds(2, 40)
    assert sum(numbers) / len(numbers) < 1.2 * 40 / 0.8


def test_what_is_permitted_is_used_and_no_more() -> None:
    """By a fast clock at least 95 % of each gateway's slowest budget is used, without a 429."""
    used: dict[str, float] = {}
    for use in budgets.uses(30, images="none"):
        assert use.refused == 0
        used[use.gateway] = max(use.share, used.get(use.gateway, 0.0))
    assert used.keys() == {"gallica", "openapi"}
    assert min(used.values()) >= 0.95


def test_nothing_is_asked_behind_a_wall() -> None:
    """In ten runs after a refusal nobody asks the gateway before its time."""
    assert budgets.requests_after_a_wall() == 0


def test_two_at_once_do_each_others_work() -> None:
    """Of two processes on one document neither fails, and nothing is asked twice."""
    assert set(company.pairs(2).values()) == {0, 2}


def test_readers_bear_damage() -> None:
    """Forty damaged answers a reader lead to its own errors only, each within a second."""
    for beaten in fuzz.beaten(40):
        assert beaten.faults == (), beaten.reader
        assert beaten.read + beaten.refused == 40
