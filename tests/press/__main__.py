"""Prints the bundled specimen anew: ``python -m tests.press``."""

from __future__ import annotations

from tests.press.bundled import bundled, bundled_folder, write_snapshot

if __name__ == "__main__":
    folder = bundled_folder()
    write_snapshot(bundled(), folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder}: {size:,} bytes")
