"""What the static site costs to make and to read: `python -m benchmarks.site`."""
