# SPDX-License-Identifier: MIT
"""Several pools: each practice pool knows one user only and refuses everybody else, so a share or a
password that went to the wrong one would be seen."""

import json
import os
import signal
import tempfile
import time

from support import PATIENCE, Case, free_port, main, named, practice_pool, read, run, started

EASY = ("--difficulty", 0.0005, "--share-interval", 2)
ALICE = ("-u", "alice", "-p", "password-of-alice")
BOB = ("-u", "bob", "-p", "password-of-bob")


def pool_of(login):
    return ("--user", login[1], "--pass", login[3], *EASY)


class Pools(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "events")

    def events(self):
        """Whole lines so far."""
        if not os.path.exists(self.path):
            return []
        with open(self.path, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def wait_for(self, what, holds):
        deadline = time.monotonic() + PATIENCE
        while not holds(self.events()):
            self.assertLess(time.monotonic(), deadline, "not seen: %s in %s" % (
                what, [e for e in self.events() if e["event"] not in ("job", "share", "rate")]))
            time.sleep(0.05)

    def wait_for_pool(self, address, count):
        """The count-th change of pool leads to this one, and then a share is accepted."""

        def holds(events):
            changes = [i for i, e in enumerate(events) if e["event"] == "pool"]
            if len(changes) < count:
                return False
            later = events[changes[count - 1]:]
            return later[0]["pool"].endswith(address) and any(
                e["event"] == "share" and e["result"] == "accepted" for e in later)

        self.wait_for("work on " + address, holds)

    def assert_kept_until_its_turn(self, events):
        """The job of a pool that is waited for is told as such, and again when it is mined."""
        back = [i for i, e in enumerate(events) if e["event"] == "pool"][1]
        kept = [e for e in named(events[:back], "job") if not e["mined"]][-1]
        mined = named(events[back:], "job")[0]
        self.assertEqual((mined["job"], mined["mined"], mined["clean"]), (kept["job"], True, True))
        # Of those that could be searched, which means that nothing else was.
        told = {e["job"] for e in named(events, "job") if e["mined"]}
        self.assertLessEqual({e["job"] for e in named(events, "share")}, told)

    def test_failover_and_the_way_back(self):
        port = free_port()
        first = "127.0.0.1:%d" % port
        with practice_pool(*pool_of(BOB)) as (other, second), started(
                "-o", first, *ALICE, "-o", second, *BOB, "--retry-pause", 0.2, "--max-seconds", 110,
                "--events", self.path) as miner:
            self.wait_for_pool(second, 1)
            with started("practice", "--port", port, *pool_of(ALICE)) as pool:
                self.wait_for_pool(first, 2)
                pool.kill()
                self.wait_for_pool(second, 3)
            code, out, err = self.interrupt(miner, signal.SIGINT)
            self.assertEqual(code, 0, err)
            log = read(other.log)
        self.assertNotIn("alice", log)
        self.assertNotIn("unauthorized", log)
        events = self.events()
        self.assertEqual(named(events, "exit")[0]["totals"]["rejected"], 0)
        self.assertEqual([e["reason"] for e in named(events, "pool")][1], "it works again")
        self.assert_kept_until_its_turn(events)
        self.assert_says(out, "mining on .*%s" % second)

    def test_quota_mines_on_both(self):
        with practice_pool(*pool_of(ALICE)) as (_, first), practice_pool(*pool_of(BOB)) as (
                _, second):
            result = run("-o", first, *ALICE, "--quota", 1, "-o", second, *BOB, "--quota", 2,
                         "--pool-strategy", "quota", "--max-shares", 12, "--max-seconds", 100,
                         "--events", self.path)
        self.assert_code(result, 0)
        events = self.events()
        self.assertEqual({e["pool"] for e in named(events, "pool")},
                         {"stratum+tcp://" + first, "stratum+tcp://" + second})
        totals = named(events, "exit")[0]["totals"]
        self.assertEqual((totals["accepted"], totals["rejected"]), (12, 0), "exact over both")

    def test_none_can_be_had(self):
        result = run("-o", "127.0.0.1:1", *ALICE, "-o", "127.0.0.1:2", *BOB, "--retries", 1,
                     "--retry-pause", 0.05)
        self.assert_code(result, 4)

    def test_a_config_file_of_two(self):
        with tempfile.TemporaryDirectory() as folder, practice_pool(*pool_of(BOB)) as (_, second):
            config = os.path.join(folder, "conf")
            with open(config, "w", encoding="utf-8") as file:
                file.write("url = 127.0.0.1:1\nuser = alice\npass = password-of-alice\n"
                           "url = %s\nuser = bob\npass = password-of-bob\n" % second)
            result = run("-c", config, "--max-shares", 1, "--max-seconds", 60, "-P", "-D")
        self.assert_code(result, 0)
        for secret in (ALICE[3], BOB[3]):
            self.assertNotIn(secret, result.stdout + result.stderr)


if __name__ == "__main__":
    main()
