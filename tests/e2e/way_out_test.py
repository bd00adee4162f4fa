# SPDX-License-Identifier: MIT
"""The way out: a signal ends the program at once, with the right code, whatever hangs; and what the
program says still reaches whoever reads."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time

from support import (WILDCAT, Case, ScriptedPool, environment, events_of, job, main, named, practice_pool,
                     run, started, wait_for_line)

# It should take one second at most; busy machines get more. What is tested against takes 5 and
# more.
AT_ONCE = 3.0


def flooding(connection):
    """A pool that gives more to say than any pipe holds."""
    if not connection.handshake():
        return
    connection.good_job(difficulty=1)
    for number in range(5000):
        connection.notify("mining.notify", *job("job-%d" % number, clean=False))
    connection.serve()


class ExitWatchdog(Case):
    def ends_at_once(self, process, code=0, number=signal.SIGTERM):
        begin = time.monotonic()
        process.send_signal(number)
        self.assertEqual(process.wait(60), code)
        self.assertLess(time.monotonic() - begin, AT_ONCE)

    def events_in(self, path):
        with open(path, encoding="utf-8") as file:
            return events_of(file.read())

    def wait_for_event(self, path, name):
        deadline = time.monotonic() + 60
        while not (os.path.exists(path) and named(self.events_in(path), name)):
            self.assertLess(time.monotonic(), deadline, name)
            time.sleep(0.05)

    def test_a_console_that_nobody_reads(self):
        with tempfile.TemporaryDirectory() as folder, ScriptedPool(flooding) as pool:
            path = os.path.join(folder, "events")
            with started("-o", pool.url, "-u", "a", "-P", "--events", path) as process:
                self.wait_for_event(path, "job")
                time.sleep(1)  # the pipe and the queue are full now
                self.ends_at_once(process)
            self.assertEqual(self.events_in(path)[-1]["reason"], "terminated")

    def test_events_that_nobody_reads(self):
        with ScriptedPool(flooding) as pool, tempfile.TemporaryFile("w+") as log, started(
                "-o", pool.url, "-u", "a", "--events", "-", stderr=log) as process:
            wait_for_line(process.stdout, '"event":"job"')
            time.sleep(0.5)  # the pipe is full, the queue is not
            self.ends_at_once(process)
            log.seek(0)
            self.assert_says(log.read(), "goodbye", "not read in time")

    def test_a_practice_pool_that_nobody_reads(self):
        with started("practice", "--port", "0", "-D", "--difficulty", "0.0000001",
                     "--min-difficulty", "0.0000001", "--share-interval", "0.01") as process:
            address = wait_for_line(process.stdout, "listening on")[-1].split()[-1]
            with started("-o", address, "-u", "a", stdout=subprocess.DEVNULL):
                time.sleep(3)
            self.ends_at_once(process)

    def test_both_signals_again_and_again(self):
        with started("--events", "-") as process:
            wait_for_line(process.stdout, '"event":"job"')
            for _ in range(5):
                process.send_signal(signal.SIGINT)
                process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(len(named(events_of(out), "exit")), 1)
        self.assert_says(err, "goodbye")

    def test_a_signal_while_devices_are_looked_for(self):
        with started("--events", "-") as process:
            process.send_signal(signal.SIGTERM)
            begin = time.monotonic()
            out, _ = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - begin, AT_ONCE)
        # Before main() has begun it is the system's default that ends it.
        if process.returncode != -signal.SIGTERM:
            self.assertEqual(process.returncode, 0)
            self.assertEqual(events_of(out)[-1]["reason"], "terminated")

    def test_idle_scanners_on_a_busy_machine(self):
        with contextlib.ExitStack() as stack:
            process = stack.enter_context(started("--idle", "--events", "-"))
            wait_for_line(process.stdout, '"event":"job"')
            for _ in range(2 * len(os.sched_getaffinity(0))):
                busy = subprocess.Popen(["sh", "-c", "while :; do :; done"])
                stack.callback(busy.wait)
                stack.callback(busy.kill)
            time.sleep(1)
            begin = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - begin, AT_ONCE)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(events_of(out)[-1]["event"], "exit")
        self.assert_says(err, "goodbye")

    def test_a_name_server_that_is_silent(self):
        """In a mount namespace whose resolv.conf names a server of ours that never answers."""
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            try:
                server.bind(("127.0.0.53", 53))
            except OSError as why:
                self.skipTest("port 53 cannot be had: %s" % why)
            conf = stack.enter_context(tempfile.NamedTemporaryFile("w"))
            conf.write("nameserver 127.0.0.53\noptions timeout:10 attempts:1\n")
            conf.flush()
            script = "mount --bind %s /etc/resolv.conf && exec \"$@\"" % conf.name
            inside = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"]
            if subprocess.run(inside + ["true"], check=False, capture_output=True).returncode != 0:
                self.skipTest("no mount namespace here")
            process = stack.enter_context(subprocess.Popen(
                inside + [WILDCAT, "-o", "pool.example:3333", "-u", "a", "--events", "-"],
                stdout=subprocess.PIPE, text=True, env=environment()))
            stack.callback(process.kill)
            server.settimeout(60)
            server.recv(512)  # it asks
            process.send_signal(signal.SIGTERM)
            begin = time.monotonic()
            out, _ = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - begin, AT_ONCE)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(events_of(out)[-1]["event"], "exit")


class Descriptors(Case):
    def closed(self, words, *numbers):
        """Runs with some of the standard descriptors closed."""
        script = "exec \"$@\" " + " ".join("%d>&-" % number for number in numbers)
        return subprocess.run(["sh", "-c", script, "sh", WILDCAT, *words], text=True, timeout=60,
                              capture_output=True, check=False, env=environment())

    def test_closed_standard_output(self):
        result = self.closed(["--max-seconds", "1", "--events", "-"], 1)
        self.assert_code(result, 2)
        self.assert_says(result.stderr, "events cannot be written", "bad file descriptor")
        self.assert_code(self.closed(["version"], 1), 2)

    def test_all_closed_and_nothing_of_ours_in_files_and_sockets(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "events")
            result = self.closed(["--max-seconds", "1", "-D", "--events", path], 0, 1, 2)
            self.assert_code(result, 0)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(events_of(file.read())[-1]["name"], "ok")

    def test_the_last_event_is_missed(self):
        """A disk that is full only when the exit event comes."""
        with tempfile.TemporaryDirectory() as folder, practice_pool() as (_, address):
            path = os.path.join(folder, "events")
            os.mkfifo(path)
            with started("-o", address, "-u", "a", "--events", path) as process:
                with open(path, encoding="utf-8") as lines:
                    wait_for_line(lines, '"event":"job"')
                process.send_signal(signal.SIGTERM)
                out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 2)
        self.assert_says(out + err, "goodbye|broken pipe", "events cannot be written")

    def test_a_run_afterwards_is_as_ever(self):
        self.assert_code(run("--max-seconds", 1), 0)


if __name__ == "__main__":
    main()
