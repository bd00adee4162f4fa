# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: starting the program, and pools that follow a script."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

WILDCAT = os.environ.get("WILDCAT", "wildcat")
DOCS = os.environ.get("WILDCAT_DOCS", os.path.join(os.path.dirname(__file__), "..", "..", "docs"))
# Generous: sanitizer builds on a busy machine use a good part of it. Never asserted, only waited
# for.
PATIENCE = 120


OWN_FOLDER = tempfile.TemporaryDirectory()


def absent(name):
    """A path where nothing is: below a folder of this process's own."""
    return os.path.join(OWN_FOLDER.name, "absent", name)


def environment(**extra):
    """The tests' environment without settings and drivers that change what the program does."""
    env = {k: v for k, v in os.environ.items() if k not in ("WILDCAT_KERNEL", "NO_COLOR")}
    env["OCL_ICD_VENDORS"] = absent("vendors")  # no OpenCL platform, whatever is installed here
    env.update(extra)
    return env


def run(*args, timeout=PATIENCE, preexec_fn=None, **extra):
    """Runs the program to its end. `preexec_fn` is called in its process before it begins."""
    return subprocess.run([WILDCAT, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=timeout, env=environment(**extra), preexec_fn=preexec_fn)


def events_of(text):
    """The events in a program's output; every line must be one."""
    return [json.loads(line) for line in text.splitlines()]


def named(events, name):
    return [e for e in events if e["event"] == name]


def accepted(events):
    return [e for e in named(events, "share") if e["result"] == "accepted"]


def runnable_kernels():
    """Names of the kernels that pass their self-test here."""
    return sorted({kernel["kernel"] for kernel in listed_kernels()
                   if kernel["self_test"] == "passed"})


def listed_kernels(*args):
    """All kernels of all devices, as `wildcat devices --json` lists them."""
    listing = json.loads(run("devices", "--json", *args).stdout)
    return [kernel for device in listing["devices"] for kernel in device["kernels"]]


@contextlib.contextmanager
def started(*args, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
    """A running program, ended in any case."""
    process = subprocess.Popen([WILDCAT, *map(str, args)], stdin=subprocess.DEVNULL, stdout=stdout,
                               stderr=stderr, text=True, env=environment())
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextlib.contextmanager
def practice_pool(*args):
    """A practice pool on a free port: yields (process, "127.0.0.1:port")."""
    # Its further output goes to a file: a full pipe that nobody reads would stop it.
    with tempfile.TemporaryFile("w+") as log, started("practice", "--port", 0, *args, stdout=log,
                                                      stderr=subprocess.STDOUT) as process:
        process.log = log
        address = None
        deadline = time.monotonic() + PATIENCE
        while address is None:
            if time.monotonic() > deadline or process.poll() is not None:
                raise AssertionError("the practice pool does not listen: " + read(log))
            found = re.search(r"listening on (\S+)", read(log))
            address = found.group(1) if found else None
            time.sleep(0.02)
        yield process, address


def read(file):
    """All of a file that another process is writing (through its own file position)."""
    return os.pread(file.fileno(), 1 << 24, 0).decode()


def wait_for_line(stream, pattern):
    """Reads lines until one matches; returns all read."""
    lines = []
    for line in stream:
        lines.append(line)
        if re.search(pattern, line):
            return lines
    raise AssertionError("no line matches %r in:\n%s" % (pattern, "".join(lines)))


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Connection:
    """One client of a scripted pool, seen from the pool."""

    def __init__(self, sock, number):
        self.sock = sock
        self.number = number  # counts connections from 0
        self.reader = sock.makefile("rb")
        self.submits = []
        self.extranonce2_size = 4

    def send_bytes(self, data):
        self.sock.sendall(data)

    def send(self, **message):
        self.send_bytes(json.dumps(message).encode() + b"\n")

    def notify(self, method, *params):
        self.send(id=None, method=method, params=list(params))

    def receive(self):
        line = self.reader.readline()
        return json.loads(line) if line else None

    def answer(self, request):
        """The usual answers."""
        method = request.get("method")
        results = {
            "mining.configure": {"version-rolling": True, "version-rolling.mask": "1fffe000"},
            "mining.subscribe": [[["mining.notify", "s1"]], "0badcafe", self.extranonce2_size],
        }
        if method == "mining.submit":
            self.submits.append(request["params"])
        self.send(id=request["id"], result=results.get(method, True), error=None)

    def handshake(self, until="mining.authorize"):
        """Answers requests up to and including `until`; False when the client leaves."""
        while (request := self.receive()) is not None:
            if "method" not in request:
                continue
            self.answer(request)
            if request["method"] == until:
                return True
        return False

    def good_job(self, job_id="good", difficulty=0.000001):
        """Easy work: some thousand hashes to a share."""
        self.notify("mining.set_difficulty", difficulty)
        self.notify("mining.notify", *job(job_id))

    def serve(self):
        """Answers until the client leaves."""
        while (request := self.receive()) is not None:
            if "method" in request:
                self.answer(request)


def job(job_id="job", **changes):
    """The parameters of mining.notify, with some of them replaced."""
    fields = {
        "job_id": job_id,
        "prev_hash": "00" * 28 + "01020304",
        "coinb1": "01000000" + "01" + "00" * 32 + "ffffffff" + "0b" + "03a0bb0d",
        "coinb2": "ffffffff" + "01" + "00f2052a01000000" + "01" + "51" + "00000000",
        "branch": ["11" * 32, "22" * 32],
        "version": "20000000",
        "nbits": "1d00ffff",
        "ntime": "%08x" % int(time.time()),
        "clean": True,
    }
    fields.update(changes)
    return list(fields.values())


class ScriptedPool:
    """Listens on a free port and runs `script(connection)` for each client: one at a time, or each
    on a thread of its own."""

    def __init__(self, script, parallel=False):
        self.script = script
        self.parallel = parallel
        self.connections = []
        self.errors = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            connection = Connection(sock, len(self.connections))
            self.connections.append(connection)
            if self.parallel:
                threading.Thread(target=self._attend, args=(connection,), daemon=True).start()
            else:
                self._attend(connection)

    def _attend(self, connection):
        try:
            self.script(connection)
        except OSError:
            pass  # the client left in the middle, which it may
        except Exception as error:  # pylint: disable=broad-except
            self.errors.append(error)
        finally:
            connection.reader.close()
            connection.sock.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        # shutdown wakes accept(); close alone does not.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


class Case(unittest.TestCase):
    """A test case with the assertions that many tests need."""

    def assert_code(self, result, code):
        self.assertEqual(result.returncode, code,
                         "stdout:\n%s\nstderr:\n%s" % (result.stdout[-4000:], result.stderr[-4000:]))

    def assert_says(self, text, *parts):
        for part in parts:
            self.assertRegex(text, re.compile(part, re.IGNORECASE))

    def interrupt(self, process, number=signal.SIGINT):
        """Sends a signal and waits; (exit code, stdout, stderr)."""
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err


def main():
    unittest.main(verbosity=2)
