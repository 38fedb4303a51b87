"""Run a program in its place, one that the kernel kills when the process that started it dies.

    python leash.py PARENT_PID PROGRAM ARGUMENT...

It is started by its path and imports nothing of Holdfast. The process keeps its id, so the starter sees the
program itself. A kill -9 of the starter cannot leave a broker behind that nobody watches (Linux; elsewhere
the data folder's lock still keeps a second broker out). The kernel means the *thread* that started it by
"parent", so start it from a thread that lives as long as the process: the main one.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""prctl(2)"""


def main(arguments: list[str]) -> None:
    """Tie this process to its parent and become the program; exit status 75 if the parent is gone already."""
    parent, program = int(arguments[0]), arguments[1]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked to be told
            raise SystemExit(75)
    os.execv(program, arguments[1:])  # noqa: S606 (becoming the program is the point)


if __name__ == "__main__":
    main(sys.argv[1:])
