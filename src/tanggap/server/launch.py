"""Starts a program that ends when its parent ends: run as a file, by `tanggap.server.process.spawn` alone.

It knows nothing of the package, because it runs before the program's user and import path are settled:
``launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENT…`` (``-1`` keeps user and group).
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid = (int(argument) for argument in arguments[:4])
    program = arguments[4:]
    libc = None
    if sys.platform == "linux":
        import ctypes  # before the change of user, who may be unable to read this Python

        libc = ctypes.CDLL(None)
    if uid >= 0:
        os.setgroups([gid])
        os.setgid(gid)
        os.setuid(uid)
    if libc is not None:
        # After the change of user, because the kernel forgets the request when credentials change.
        libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died before the request: nobody would tell us
            os.kill(os.getpid(), signal.SIGKILL)
    os.execv(program[0], program)  # noqa: S606 a shell is what we avoid


if __name__ == "__main__":
    main(sys.argv[1:])
