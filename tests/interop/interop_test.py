# SPDX-License-Identifier: MIT
"""The miner on a pool that is not ours, and a miner that is not ours on the practice pool: the
Stratum reference implementation's crate sv1_api decodes every line that our side says and writes
every line that it hears, the crate bitcoin hashes the shares. Needs cargo, and its registry once;
without them the test is skipped and says why."""

import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

from support import (PATIENCE, Case, accepted, events_of, main, named, practice_pool,  # noqa: E402
                     run)

TARGET = os.environ.get("WILDCAT_CARGO_TARGET", os.path.join(HERE, "..", "..", "build", "interop"))
OLDEST = (1, 75)
EASY = 0.0000002  # some hundred hashes: the client is no fast one


def cargo(*args):
    return subprocess.run(["cargo", *args, "--locked", "--quiet"], cwd=HERE, capture_output=True,
                          text=True, env={**os.environ, "CARGO_TARGET_DIR": TARGET})


def skip(why):
    print("skipped: " + why, flush=True)
    raise unittest.SkipTest(why)


@functools.cache
def build():
    """Compiles both programs; the folder that they are in."""
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
    return os.path.join(TARGET, "debug")


class Sv1Pool(Case):
    @classmethod
    def setUpClass(cls):
        cls.program = os.path.join(build(), "sv1-pool")

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


class Sv1Client(Case):
    @classmethod
    def setUpClass(cls):
        cls.program = os.path.join(build(), "sv1-client")

    def follow(self, *args):
        """What the client heard and submitted, and the practice pool's events."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "pool.jsonl")
            with practice_pool("--fixed-difficulty", EASY, "--user", "rig.7", "--pass", "secret",
                               "--events", path) as (pool, address):
                client = subprocess.run([self.program, address.split(":")[1], *args],
                                        stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                        timeout=PATIENCE)
                self.interrupt(pool)
            with open(path, encoding="utf-8") as file:
                return client, events_of(client.stdout), events_of(file.read())

    def assert_same_story(self, talk, events, rolled):
        """What was meant, what arrived, and the hashes that two programs get from it."""
        names = ("job", "extranonce2", "ntime", "nonce", "version_bits")
        meant = [line for line in talk if "submits" in line]
        judged = named(events, "share")
        self.assertEqual([[share[n] for n in names] for share in meant],
                         [[share[n] for n in names] for share in judged])
        self.assertEqual({share["version_bits"] for share in meant}, {rolled})
        self.assertEqual([share["hash"] for share in meant[:3]],
                         [share["hash"] for share in judged[:3]])
        # What the pool answered, as the crate decodes it.
        answers = {line["id"]: line for line in talk if line.get("heard") in ("acceptance", "refusal")}
        self.assertEqual({share["wrong"]: answers[share["submits"]].get("code") for share in meant},
                         {"nothing": None, "duplicate": 22, "low difficulty": 23, "unknown job": 21,
                          "short extranonce2": 20})
        self.assertEqual([share["accepted"] for share in judged], [True] + [False] * 4)

    def login(self, talk):
        """What was heard before the first share; all of it is understood, but for one method that
        the crate does not know."""
        heard = [line for line in talk if "heard" in line]
        strange = [line["why"] for line in heard if line["heard"] is None]
        self.assertEqual([why for why in strange if 'MethodNotFound("client.show_message")' not in why], [])
        return [line for line in heard if line["heard"]][:5]

    def test_with_version_rolling(self):
        client, talk, events = self.follow("1fffe000")
        self.assertEqual(client.returncode, 0, client.stderr)
        login = self.login(talk)
        self.assertEqual([line["heard"] for line in login],
                         ["configure", "subscribe", "authorize", "set_difficulty", "notify"])
        self.assertEqual(login[0]["mask"], "1fffe000")
        self.assertEqual(login[1]["extranonce1"], named(events, "subscribe")[0]["extranonce1"])
        self.assertEqual(login[3]["difficulty"], EASY)
        self.assert_same_story(talk, events, "00c0e000")

    def test_without_version_rolling(self):
        client, talk, events = self.follow()
        self.assertEqual(client.returncode, 0, client.stderr)
        self.assertIsNone(self.login(talk)[0]["mask"])
        self.assert_same_story(talk, events, None)


if __name__ == "__main__":
    main()
