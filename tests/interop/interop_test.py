# SPDX-License-Identifier: MIT
"""The miner on a pool that is not ours: the Stratum reference implementation's crate sv1_api decodes
every line that the miner says and writes every line that it hears, the crate bitcoin hashes its
shares. Needs cargo, and its registry once; without them the test is skipped and says why."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

from support import Case, accepted, events_of, main, named, run  # noqa: E402

TARGET = os.environ.get("WILDCAT_CARGO_TARGET", os.path.join(HERE, "..", "..", "build", "interop"))
OLDEST = (1, 75)


def cargo(*args):
    return subprocess.run(["cargo", *args, "--locked", "--quiet"], cwd=HERE, capture_output=True,
                          text=True, env={**os.environ, "CARGO_TARGET_DIR": TARGET})


def skip(why):
    print("skipped: " + why, flush=True)
    raise unittest.SkipTest(why)


def build():
    """The pool's path."""
    if shutil.which("cargo") is None:
        skip("there is no cargo")
    version = subprocess.run(["cargo", "--version"], capture_output=True, text=True).stdout.split()
    if len(version) < 2 or tuple(map(int, version[1].split(".")[:2])) < OLDEST:
        skip("sv1_api needs cargo %d.%d or newer, and this is %s" % (*OLDEST, " ".join(version)))
    fetched = cargo("fetch")
    if fetched.returncode != 0:
        skip("cargo cannot fetch the crates: " + fetched.stderr.strip())
    built = cargo("build", "--offline")
    if built.returncode != 0:
        raise AssertionError(built.stderr)
    return os.path.join(TARGET, "debug", "sv1-pool")


class Sv1Pool(Case):
    @classmethod
    def setUpClass(cls):
        cls.program = build()

    @contextlib.contextmanager
    def pool(self):
        """Yields the address, and the list that holds afterwards what the pool has decoded."""
        seen = []
        with subprocess.Popen([self.program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              text=True) as process:
            try:
                yield "127.0.0.1:" + process.stdout.readline().split()[1], seen
                seen += map(json.loads, process.stdout)
            finally:
                process.kill()

    def mine(self, *args, shares=24):
        """A run; returns its events and what the pool made of its lines. Shares go one by one, so
        that none is under way when the pool changes something."""
        with self.pool() as (address, seen):
            result = run("-o", address + "#xnsub", "-u", "rig.7", "-p", "secret", "-t", 1, "--retries", 0,
                         "--shares-per-minute", 600, "--max-shares", shares, "--max-seconds", 100,
                         "--events", "-", *args)
        self.assert_code(result, 0)
        self.assertEqual([call for call in seen if call["call"] is None], [], "all was understood")
        return events_of(result.stdout), seen

    def assert_same_shares(self, events, seen, rolled):
        """What was meant, what arrived, and the hash that an independent program gets from it."""
        names = ("job", "extranonce2", "ntime", "nonce", "version_bits", "hash")
        submits = [call for call in seen if call["call"] == "submit"]
        self.assertEqual([[call[n] for n in names] for call in submits],
                         [[event[n] for n in names] for event in named(events, "share")])
        self.assertEqual(len(accepted(events)), len(submits), "and all were good")
        self.assertEqual({call["version_bits"] is not None for call in submits}, {rolled})
        # The pool changed the job three times, and the extranonce once.
        self.assertEqual(len({call["job"] for call in submits}), 4)
        self.assertEqual({len(call["extranonce2"]) for call in submits}, {8, 14})

    def test_with_version_rolling(self):
        events, seen = self.mine("--suggest-difficulty", 0.001)
        calls = [call["call"] for call in seen]
        self.assertEqual(calls[:5], ["configure", "subscribe", "extranonce_subscribe", "authorize",
                                     "suggest_difficulty"])
        self.assertEqual(seen[0]["mask"], "1fffe000")
        self.assertEqual((seen[3]["user"], seen[3]["password"]), ("rig.7", "secret"))
        self.assert_same_shares(events, seen, True)
        self.assertEqual([e["mask"] for e in named(events, "version_mask")], ["1fffe000"])

    def test_without_version_rolling(self):
        events, seen = self.mine("--no-version-rolling")
        self.assertEqual(seen[0]["call"], "subscribe")
        self.assert_same_shares(events, seen, False)

    def test_its_refusals_are_understood(self):
        faults = ("duplicate", "low-difficulty", "wrong-job", "wrong-extranonce2-length",
                  "wrong-version-bits")
        events, _ = self.mine("--expect", *(word for kind in faults for word in ("--inject", kind)),
                              shares=5)
        answers = named(events, "fault_answer")
        self.assertEqual({answer["kind"] for answer in answers}, set(faults))
        codes = {"duplicate": 22, "low-difficulty": 23, "wrong-job": 21}
        for answer in answers:
            self.assertEqual(answer["answer"], "refused", answer)
            self.assertEqual(answer["code"], codes.get(answer["kind"], 20), answer)


if __name__ == "__main__":
    main()
