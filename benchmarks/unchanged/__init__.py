"""What a second build costs where nothing changed: `python -m benchmarks.unchanged`."""
