# SPDX-License-Identifier: MIT
"""Bad networks: a relay that delays, narrows, stalls and cuts, and a link that is taken down. The
pool behind is the practice pool, which checks every share."""

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
import unittest

from support import (PATIENCE, WILDCAT, Case, accepted, environment, events_of, main, named,
                     practice_pool, run)

EASY = ("--difficulty", 0.0005, "--share-interval", 0.5)


class Relay:
    """Carries bytes between clients and a pool, badly."""

    def __init__(self, address, delay=0.0, bytes_per_second=None, cut_after=None):
        host, port = address.rsplit(":", 1)
        self.upstream = (host, int(port))
        self.delay = delay
        self.rate = bytes_per_second
        self.cut_after = cut_after  # bytes from the pool; the first connection only
        self.stalled = threading.Event()
        self.connections = 0
        self.sockets = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                self.connections += 1
                pool = socket.create_connection(self.upstream)
                self.sockets += [client, pool]
                cut = self.cut_after if self.connections == 1 else None
                for one, other, limit in ((client, pool, None), (pool, client, cut)):
                    threading.Thread(target=self._carry, args=(one, other, limit),
                                     daemon=True).start()

    def _carry(self, source, target, limit):
        carried = 0
        with contextlib.suppress(OSError):
            while data := source.recv(64 if self.rate else 65536):
                while self.stalled.is_set():
                    time.sleep(0.01)
                time.sleep(self.delay + (len(data) / self.rate if self.rate else 0))
                if limit is not None and carried + len(data) >= limit:
                    target.sendall(data[:limit - carried])
                    break
                carried += len(data)
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in (self.listener, *self.sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


class BadNetwork(Case):
    def mine(self, relay, shares=3, *options):
        result = run("-o", relay.url, "-u", "alice", "--retry-pause", 0.05, "--max-shares", shares,
                     "--max-seconds", 90, "--events", "-", *options)
        self.assert_code(result, 0)
        return events_of(result.stdout)

    def test_delay(self):
        with practice_pool(*EASY) as (_, address), Relay(address, delay=0.15) as relay:
            events = self.mine(relay)
        self.assertEqual(len(accepted(events)), 3)
        self.assertGreaterEqual(min(e["latency_ms"] for e in accepted(events)), 299,
                                "both ways were delayed")

    def test_narrow_bandwidth(self):
        with practice_pool(*EASY) as (_, address), Relay(address, bytes_per_second=4000) as relay:
            self.assertEqual(len(accepted(self.mine(relay))), 3)

    def test_cut_in_the_middle_of_a_line(self):
        for after in (10, 300, 1500):
            with self.subTest(after=after), practice_pool(*EASY) as (_, address), \
                    Relay(address, cut_after=after) as relay:
                events = self.mine(relay)
                self.assertEqual(len(accepted(events)), 3)
                self.assertGreaterEqual(relay.connections, 2)
                self.assertTrue(named(events, "disconnect"))

    def test_a_stall_loses_no_share(self):
        with practice_pool(*EASY) as (_, address), Relay(address) as relay:
            def stall():
                time.sleep(1.5)
                relay.stalled.set()
                time.sleep(1.5)
                relay.stalled.clear()
            thread = threading.Thread(target=stall)
            thread.start()
            events = self.mine(relay, 8)
            thread.join()
        self.assertEqual(relay.connections, 1)
        self.assertEqual(len(accepted(events)), len(named(events, "share")))


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin"),
                     "network namespaces need root and the program ip")
class LinkDown(Case):
    """A namespace of its own: pool and miner on two ends of a pair of virtual links."""

    def ip(self, *words):
        subprocess.run(["ip", *words], check=True, capture_output=True, text=True)

    def setUp(self):
        self.name = "wildcat%d" % os.getpid()
        try:
            self.ip("netns", "add", self.name)
        except subprocess.CalledProcessError as error:
            self.skipTest("no network namespaces here: " + error.stderr.strip())
        self.addCleanup(self.ip, "netns", "delete", self.name)
        near, far = "wcn%d" % (os.getpid() % 10000), "wcf%d" % (os.getpid() % 10000)
        try:
            self.ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", self.name)
        except subprocess.CalledProcessError as error:
            self.skipTest("no virtual links here: " + error.stderr.strip())
        self.near = near
        self.ip("address", "add", "198.18.77.1/30", "dev", near)
        self.ip("link", "set", near, "up")
        self.ip("-n", self.name, "address", "add", "198.18.77.2/30", "dev", far)
        self.ip("-n", self.name, "link", "set", far, "up")
        self.ip("-n", self.name, "link", "set", "lo", "up")

    def test_the_link_goes_and_comes_back(self):
        with practice_pool("--host", "198.18.77.1", *EASY) as (_, address):
            miner = subprocess.Popen(
                ["ip", "netns", "exec", self.name, WILDCAT, "-o", address, "-u", "alice",
                 "--retry-pause", "0.1", "--max-shares", "12", "--max-seconds", "100", "--events",
                 "-"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, env=environment())
            try:
                time.sleep(2)
                self.ip("link", "set", self.near, "down")
                time.sleep(3)
                self.ip("link", "set", self.near, "up")
                out, err = miner.communicate(timeout=PATIENCE)
            finally:
                miner.kill()
        self.assertEqual(miner.returncode, 0, err)
        events = events_of(out)
        self.assertEqual(len(accepted(events)), 12)
        self.assertEqual(named(events, "exit")[0]["totals"]["rejected"], 0)


if __name__ == "__main__":
    main()
