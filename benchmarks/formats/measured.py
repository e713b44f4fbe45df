"""Run a command and print its CPU seconds and peak megabytes: `measured.py COMMAND…`.

A program of its own because Linux counts the memory of whoever starts a command as the command's.
"""

from __future__ import annotations

import resource
import subprocess
import sys

if __name__ == "__main__":
    ran = subprocess.run(sys.argv[1:], capture_output=True, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    sys.stderr.buffer.write(ran.stderr)
    sys.exit(ran.returncode)
