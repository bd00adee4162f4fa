# SPDX-License-Identifier: MIT
"""The controlled miner: rates, thresholds, picks, limits and seeds, and what harnesses expect."""

import json
import re
import signal
import time

from support import (Case, ScriptedPool, accepted, events_of, job, main, named, practice_pool, run,
                     started)


class Control(Case):
    def totals(self, events):
        totals = events[-1]["totals"]
        self.assertEqual(totals["shares"], sum(totals[what] for what in (
            "accepted", "rejected", "stale", "lost", "withheld")), totals)
        return totals

    def test_hashes_no_faster_than_asked(self):
        rate = 300_000
        with practice_pool() as (_, address):
            result = run("-o", address, "-u", "a", "--hashrate", "300k", "--max-seconds", 4, "--events",
                         "-")
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        self.assertEqual(named(events, "start")[0]["hashrate"], rate)
        hashes = self.totals(events)["hashes"]
        self.assertGreater(hashes, 0)
        # Beyond the rate: a unit of each thread, a hundredth of a second together.
        self.assertLessEqual(hashes, rate * (events[-1]["elapsed"] + 0.1))

    def test_says_that_a_rate_is_out_of_reach(self):
        with practice_pool() as (_, address), started(
                "-o", address, "-u", "a", "-t", 1, "--hashrate", "1000G", "--events", "-") as miner:
            warned = next(event for event in map(json.loads, miner.stdout)
                          if event["event"] in ("warning", "exit"))
            code, _, err = self.interrupt(miner, signal.SIGINT)
        self.assertEqual(code, 0, err)
        for text in (warned["text"], err):
            self.assert_says(text, "--hashrate asks for 1.000 TH/s", "no more than .* [kM]H/s",
                             "Ask for less")

    def test_says_that_a_temperature_is_not_known(self):
        result = run("--max-seconds", 3, "--max-temp", 80, "--events", "-")
        self.assert_code(result, 0)
        (warned,) = named(events_of(result.stdout), "warning")
        for text in (warned["text"], result.stderr):
            self.assert_says(text, "--max-temp does nothing for cpu:0", "Fewer threads")

    def test_sends_only_what_is_hard_enough(self):
        def easy(connection):
            connection.handshake()
            connection.good_job(difficulty=0.000001)
            connection.serve()

        with ScriptedPool(easy) as pool:
            result = run("-o", pool.url, "-u", "a", "--difficulty", 0.0001, "--max-shares", 20,
                         "--max-seconds", 100, "--events", "-")
        self.assert_code(result, 0)
        shares = accepted(events_of(result.stdout))
        self.assertEqual(len(shares), 20)
        for share in shares:
            self.assertGreaterEqual(share["difficulty"], 0.0001)
            self.assertEqual(share["pool_difficulty"], 0.000001)

    def test_sends_so_many_a_minute(self):
        with practice_pool("--difficulty", 0.00001, "--min-difficulty", 0.00001) as (_, address):
            result = run("-o", address, "-u", "a", "--shares-per-minute", 120, "--hashrate", "2M",
                         "--max-seconds", 6, "--events", "-")
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        totals = self.totals(events)
        self.assertGreater(totals["withheld"], 0, "there was something to pick from")
        # Two a second, one to begin with, and one that may be made up for.
        self.assertLessEqual(totals["accepted"], 2 * events[-1]["elapsed"] + 2)
        self.assertGreater(totals["accepted"], 0)

    def test_blocks_are_paid_for_by_the_shares_after_them(self):
        with practice_pool("--difficulty", 1e-9, "--min-difficulty", 1e-9,
                           "--nbits", "207fffff") as (_, address):
            result = run("-o", address, "-u", "a", "--shares-per-minute", 120, "--hashrate", "1k",
                         "--max-seconds", 4, "--events", "-")
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        self.assertGreater(self.totals(events)["withheld"], 0, "there was something to pick from")
        # As above, and one block that may be ahead.
        sent = [event for event in named(events, "share") if "latency_ms" in event]
        self.assertGreater(len(sent), 0)
        self.assertLessEqual(len(sent), 2 * events[-1]["elapsed"] + 3)

    def test_stops_when_the_pool_refuses_too_much(self):
        def stern(connection):
            connection.handshake()
            connection.good_job()
            while (request := connection.receive()) is not None:
                if request.get("method") == "mining.submit":
                    connection.send(id=request["id"], result=None, error=[23, "Low difficulty", None])

        with ScriptedPool(stern) as pool:
            result = run("-o", pool.url, "-u", "a", "--max-rejects", 3, "--max-shares", 5,
                         "--max-seconds", 100, "--events", "-")
        self.assert_code(result, 9)
        exit_event = events_of(result.stdout)[-1]
        self.assertEqual((exit_event["code"], exit_event["name"]), (9, "reject-limit"))
        self.assert_says(result.stderr, "3 shares refused by the pool")

    def test_the_same_seed_finds_the_same(self):
        ntime = "%08x" % int(time.time())

        def fixed(connection):
            connection.handshake()
            connection.notify("mining.set_difficulty", 0.0001)
            connection.notify("mining.notify", *job("j", ntime=ntime))
            connection.serve()

        def finds(*args):
            with ScriptedPool(fixed) as pool:
                result = run("-o", pool.url, "-u", "a", "-t", 1, "--max-shares", 20, "--max-seconds",
                             100, "--events", "-", *args)
            self.assert_code(result, 0)
            events = events_of(result.stdout)
            return named(events, "start")[0]["seed"], [
                (e["extranonce2"], e["ntime"], e["nonce"], e["version_bits"])
                for e in accepted(events)]

        seed, first = finds("--seed", 7)
        self.assertEqual(seed, 7)
        self.assertEqual(finds("--seed", 7)[1], first)
        drawn, other = finds()
        self.assertNotEqual(other, first)
        self.assertEqual(len(set(other)), 20)
        again, repeated = finds("--seed", drawn)
        self.assertEqual(again, drawn)
        # Units differ, the order does not: what one run reached the other reached as well.
        self.assertGreaterEqual(len(set(repeated) & set(other)), 15)


class DropIn(Case):
    def test_the_options_of_a_harness(self):
        with practice_pool("--difficulty", 0.0005, "--share-interval", 0.5, "--user", "U", "--pass",
                           "Pword") as (_, address):
            result = run("--algo", "sha256d", "--threads", 1, "--retry-pause", 1, "--url",
                         "stratum+tcp://" + address, "--userpass", "U:Pword", "--max-shares", 2,
                         "--events", "-")
        self.assert_code(result, 0)
        self.assertEqual(len(accepted(events_of(result.stdout))), 2)

    def test_benchmark_lines_until_killed(self):
        with started("-a", "sha256d", "-t", 1, "--benchmark", "-q") as process:
            lines = [process.stderr.readline() for _ in range(3)]
            code, out, rest = self.interrupt(process, signal.SIGTERM)
        for line in lines:
            self.assertRegex(line, re.compile(r"\A[0-9]+\.[0-9]{2} khash/s\n\Z"))
            self.assertGreater(float(line.split()[0]), 0)
        self.assertEqual((code, out), (0, ""), rest)

    def test_benchmark_ends_at_its_time_and_keeps_to_a_rate(self):
        result = run("--benchmark", "--max-seconds", 5, "--hashrate", "200k")
        self.assert_code(result, 0)
        rates = [float(r) for r in re.findall(r"^([0-9.]+) khash/s$", result.stderr, re.M)]
        self.assertGreaterEqual(len(rates), 1)
        # A line covers two seconds; what it begins and ends in is a unit of 20 ms.
        self.assertLessEqual(max(rates), 200 * 1.1)
        self.assert_code(run("--benchmark", "-o", "localhost:1", "-u", "a"), 1)


if __name__ == "__main__":
    main()
