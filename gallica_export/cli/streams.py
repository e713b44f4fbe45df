"""The standard streams, which whoever starts the program may have closed. Part of the cli."""

from __future__ import annotations

import os
import sys


def open_missing_streams() -> None:
    """Put a stand-in where a standard stream is closed (`2>&-`): what goes there is lost.

    Without one, the next file that is opened would get the stream's number, and with it whatever
    a library tells the terminal.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
