# SPDX-License-Identifier: MIT
"""Many workers in one process: exact limits, accounts for each, and none disturbs another."""

import collections
import threading
import time

from support import (Case, ScriptedPool, accepted, events_of, job, main, named, practice_pool, read, run)


class Fleet(Case):
    def assert_accounts(self, events, workers):
        """Every worker's shares add up, and so do the workers."""
        rows = named(events, "worker")
        self.assertEqual([row["worker"] for row in rows], list(range(1, workers + 1)))
        fates = ("accepted", "rejected", "stale", "lost", "withheld")
        for row in rows:
            self.assertEqual(row["shares"], sum(row[fate] for fate in fates), row)
        totals = events[-1]["totals"]
        for count in ("shares",) + fates:
            self.assertEqual(sum(row[count] for row in rows), totals[count], count)
        return rows

    def test_limits_count_over_all_and_exactly(self):
        with practice_pool("--difficulty", 0.00001, "--min-difficulty", 0.00001, "--share-interval",
                           0.05) as (pool, address):
            result = run("-o", address, "-u", "rig.%n", "--workers", 50, "--max-shares", 123,
                         "--events", "-")
            self.assert_code(result, 0)
            self.interrupt(pool)
            log = read(pool.log)
        self.assertIn("shares: 123 accepted", log)
        events = events_of(result.stdout)
        self.assertEqual(len(accepted(events)), 123)
        rows = self.assert_accounts(events, 50)
        self.assertEqual([row["user"] for row in rows], ["rig.%d" % n for n in range(1, 51)])
        subscribed = named(events, "subscribe")
        self.assertEqual(len({e["extranonce1"] for e in subscribed}), len(subscribed))
        for share in accepted(events):
            self.assertIn(share["worker"], range(1, 51))
        self.assertLess(len(result.stderr.splitlines()), 20, "the console is not flooded")

    def test_without_a_pool_they_practise(self):
        result = run("--workers", 20, "-u", "a.%n", "--max-seconds", 4, "--events", "-")
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        self.assert_accounts(events, 20)
        self.assertEqual(len(named(events, "authorize")), 20)

    def test_new_work_of_one_disturbs_no_other(self):
        """One worker gets a new block twenty times a second; the other keeps its work."""
        def script(connection):
            connection.handshake()
            connection.good_job("%d-0" % connection.number)
            if connection.number == 0:
                threading.Thread(target=restless, args=(connection,), daemon=True).start()
            connection.serve()

        def restless(connection):
            for n in range(60):
                time.sleep(0.05)
                try:
                    connection.notify("mining.notify", *job("0-%d" % (n + 1),
                                                            prev_hash="%056x01020304" % (n + 1)))
                except OSError:
                    return

        with ScriptedPool(script, parallel=True) as pool:
            result = run("-o", pool.url, "-u", "w%n", "--workers", 2, "-t", 1, "--hashrate", "1M",
                         "--max-seconds", 4, "--events", "-")
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        rows = self.assert_accounts(events, 2)
        jobs = collections.Counter(e["worker"] for e in named(events, "job"))
        restless_one = max(jobs, key=jobs.get)
        quiet = next(row for row in rows if row["worker"] != restless_one)
        self.assertGreater(jobs[restless_one], 10)
        self.assertEqual(jobs[quiet["worker"]], 1)
        self.assertEqual(quiet["stale"], 0)
        self.assertGreater(quiet["accepted"], 0)
        self.assertEqual(quiet["accepted"] + quiet["lost"] + quiet["withheld"], quiet["shares"])

    def test_one_refused_worker_does_not_end_the_others(self):
        def script(connection):
            while (request := connection.receive()) is not None:
                if request.get("method") == "mining.authorize" and request["params"][0] == "w2":
                    connection.send(id=request["id"], result=False, error=None)
                    continue
                connection.answer(request)
                if request.get("method") == "mining.authorize":
                    connection.good_job("j%d" % connection.number)

        with ScriptedPool(script, parallel=True) as pool:
            result = run("-o", pool.url, "-u", "w%n", "--workers", 3, "--retries", 0, "--max-shares",
                         10, "--max-seconds", 60, "--events", "-")
        self.assert_code(result, 0)
        rows = self.assert_accounts(events_of(result.stdout), 3)
        self.assertEqual(rows[1]["shares"], 0)

    def test_not_on_somebody_elses_pool(self):
        result = run("-o", "pool.example:3333", "-u", "a", "--workers", 9)
        self.assert_code(result, 1)
        self.assert_says(result.stderr, "--i-own-this-pool")


if __name__ == "__main__":
    main()
