# SPDX-License-Identifier: MIT
"""Runs a marked block as a reader would: in bash, in a clone, with `wildcat` on the path."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import time

import support

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
BIN = os.path.dirname(os.path.realpath(support.WILDCAT))
# What blocks name of a clone. The rest is not there, and what they write stays in their folder.
LINKS = {"docs": os.path.join(ROOT, "docs"), "examples": os.path.join(ROOT, "examples"),
         os.path.join("build", "release"): os.path.dirname(BIN)}


@contextlib.contextmanager
def clone():
    """A folder of its own for a block."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "build"))
        for name, target in LINKS.items():
            os.symlink(target, os.path.join(folder, name))
        yield folder


@contextlib.contextmanager
def port_for(block):
    """What stands for port 3333: a free port, where a pool listens if the block wants one."""
    if not block.pool:
        yield str(support.free_port())
        return
    # Easy and steady: shares by the dozen in a second, on any machine.
    with support.practice_pool("--fixed-difficulty", 0.0002) as (_, address):
        yield address.rpartition(":")[2]


def wait(process, log, until, patience):
    """Waits for the end, interrupting when `until` is seen; what is wrong, or None."""
    deadline = time.monotonic() + patience
    seen = not until
    while process.poll() is None:
        if time.monotonic() > deadline:
            return "still runs after %g seconds" % patience
        if not seen and re.search(until, support.read(log), re.MULTILINE):
            os.killpg(process.pid, signal.SIGINT)
            seen = True
        time.sleep(0.02)
    return None if seen else "ends and has not printed '%s'" % until


def judge(block, code, output):
    """What is wrong about a finished block; or None."""
    if code != block.code_expected:
        return "exit code %d, not %d" % (code, block.code_expected)
    for pattern in block.prints:
        if not re.search(pattern, output, re.MULTILINE):
            return "prints nothing that matches '%s'" % pattern
    return None


def execute(block, folder, port, patience):
    """Runs the block in `folder`; (what is wrong or None, its output)."""
    env = support.environment(PATH=BIN + os.pathsep + os.environ["PATH"], HOME=folder)
    script = block.code.replace("3333", port)
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            wrong = wait(process, log, block.until, patience)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output = support.read(log)
    return wrong or judge(block, process.returncode, output), output


def run_block(block, patience=support.PATIENCE):
    """What is wrong about a block, with its output; None when it keeps its promises."""
    with clone() as folder, port_for(block) as port:
        wrong, output = execute(block, folder, port, patience)
    return wrong and "%s:\n%s\nIt said:\n%s" % (wrong, block.code, output)
