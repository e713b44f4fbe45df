"""``python -m gallica_export``."""

from __future__ import annotations

from gallica_export.cli import main

main()
