"""How fast each format is written, and with how much memory: `python -m benchmarks.formats`."""
