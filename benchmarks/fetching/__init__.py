"""How fetching bears faults, budgets, walls and company: `python -m benchmarks.fetching`.

Everything runs on the loopback, against the Gallica of the tests.
"""
