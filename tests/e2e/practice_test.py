# SPDX-License-Identifier: MIT
"""Tests the practice pool as a test pool: events and schema, fixed difficulty, scenarios."""

import contextlib
import json
import os
import re
import resource
import socket
import tempfile
import time

import jsonschema

from support import (DOCS, PATIENCE, Case, accepted, events_of, free_port, main, named,
                     practice_pool, read, run, started)

FAST = ("--fixed-difficulty", 0.0002)
SCENARIOS = os.path.join(DOCS, "scenarios")


def schema():
    with open(os.path.join(DOCS, "schemas", "practice-event.schema.json"), encoding="utf-8") as file:
        return json.load(file)


VALIDATOR = jsonschema.Draft202012Validator(schema())


class Practice(Case):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.events = os.path.join(self.folder.name, "pool.jsonl")

    def pool_events(self):
        with open(self.events, encoding="utf-8") as file:
            events = events_of(file.read())
        for event in events:
            self.assertEqual([e.message for e in VALIDATOR.iter_errors(event)], [], event)
        return events

    def mine(self, address, *args):
        return run("-o", address, "-u", "miner", "-t", 1, "--retry-pause", 0.1, "--events", "-", *args)

    def test_events(self):
        with practice_pool(*FAST, "--block-interval", 2, "--events", self.events) as (pool, address):
            result = self.mine(address, "--max-seconds", 6, "--inject", "duplicate", "--inject",
                               "malformed-json=0.2", "--inject", "wrong-job")
            self.assert_code(result, 0)
            self.interrupt(pool)
        events = self.pool_events()
        self.assertEqual({"listening", "connect", "subscribe", "authorize", "job", "difficulty",
                          "share", "bad_line", "disconnect", "exit"}, {e["event"] for e in events})
        shares, last = named(events, "share"), events[-1]
        self.assertEqual({s["code"] for s in shares}, {0, 21, 22})
        self.assertEqual(last["accepted"], sum(s["accepted"] for s in shares))
        self.assertEqual(last["duplicate"], sum(s["code"] == 22 for s in shares))
        # Both sides tell the same story.
        hashes = {s["hash"] for s in shares if s["accepted"]}
        self.assertLessEqual({s["hash"] for s in accepted(events_of(result.stdout))}, hashes)

    def test_the_page_lists_every_event_and_field(self):
        with open(os.path.join(DOCS, "PRACTICE.md"), encoding="utf-8") as file:
            page = file.read()
        for branch in schema()["oneOf"]:
            name = branch["properties"]["event"]["const"]
            section = re.search(r"(?ms)^### `%s`$(.*?)(?=^#|\Z)" % name, page)
            self.assertIsNotNone(section, name)
            for field in set(branch["properties"]) - {"event", "time", "elapsed", "sequence"}:
                self.assertIn("`%s`" % field, section.group(1), name)

    def test_fixed_difficulty(self):
        with practice_pool(*FAST) as (_, address):
            result = self.mine(address, "--suggest-difficulty", 5, "--max-shares", 30)
        self.assert_code(result, 0)
        self.assertEqual({s["pool_difficulty"] for s in accepted(events_of(result.stdout))}, {0.0002})

    def test_tls(self):
        with practice_pool(*FAST, "--tls", "--events", self.events) as (pool, address):
            fingerprint = re.search(r"sha256:[0-9a-f]{64}", read(pool.log)).group(0)
            url = "stratum+ssl://" + address
            good = self.mine(url, "--tls-fingerprint", fingerprint, "--max-shares", 5)
            self.assert_code(good, 0)
            for args in ((url,), (url, "--tls-fingerprint", "sha256:" + "00" * 32), (address,)):
                refused = self.mine(*args, "--retries", 0)
                self.assert_code(refused, 4)
            self.interrupt(pool)
        events = self.pool_events()
        self.assertEqual(named(events, "listening")[0]["fingerprint"], fingerprint)
        self.assertEqual(len(named(events, "subscribe")), 1)

    def test_a_scenario_over_tls(self):
        with practice_pool(*FAST, "--tls", "--scenario", os.path.join(SCENARIOS, "cut.txt")) as (
                _, address):
            result = self.mine("stratum+ssl://" + address, "--tls-insecure", "--max-shares", 5)
        self.assert_code(result, 0)
        self.assertEqual(len(named(events_of(result.stdout), "connect")), 2)

    def follow(self, name, *args):
        """Mines on a pool with a scenario; (the miner's events, the pool's)."""
        with practice_pool(*FAST, "--scenario", os.path.join(SCENARIOS, name), "--events",
                           self.events) as (pool, address):
            result = self.mine(address, *args)
            self.assert_code(result, 0)
            self.interrupt(pool)
        return events_of(result.stdout), self.pool_events()

    def test_scenario_cut(self):
        miner, pool = self.follow("cut.txt", "--max-shares", 5)
        self.assertEqual(len(named(miner, "connect")), 2)
        self.assertEqual([s["step"] for s in named(pool, "step")], ["wait-shares", "bytes", "reset"])
        self.assertEqual(named(miner, "disconnect")[0]["kind"], "io")

    def test_a_pool_that_has_too_many_files_open_says_so(self):
        with practice_pool() as (pool, address):
            host, port = address.split(":")
            open_files = len(os.listdir("/proc/%d/fd" % pool.pid))
            resource.prlimit(pool.pid, resource.RLIMIT_NOFILE, (open_files, open_files))
            with contextlib.ExitStack() as clients:
                for _ in range(20):  # some may still fit in
                    clients.enter_context(socket.create_connection((host, int(port))))
                deadline = time.monotonic() + PATIENCE
                while "cannot be accepted" not in read(pool.log):
                    self.assertLess(time.monotonic(), deadline, read(pool.log))
                    time.sleep(0.05)
            self.assert_says(read(pool.log), "raise the limit of open files")

    def test_scenario_redirect(self):
        miner, pool = self.follow("redirect.txt", "--max-shares", 4)
        self.assertEqual(len(named(miner, "connect")), 2)
        self.assertIn("reconnect", [s["step"] for s in named(pool, "step")])
        self.assertNotIn("disconnect", [s["step"] for s in named(pool, "step")])

    def test_scenario_garbage(self):
        miner, pool = self.follow("garbage.txt", "--max-shares", 25)
        self.assertEqual(len(named(miner, "connect")), 2)
        self.assertGreaterEqual(len(named(miner, "warning")), 5)
        self.assertIn("flood", [s["step"] for s in named(pool, "step")])

    def test_scenario_slow(self):
        with practice_pool(*FAST, "--scenario", os.path.join(SCENARIOS, "slow.txt"), "--events",
                           self.events) as (pool, address):
            with started("-o", address, "-u", "miner", "-t", 1, "--events", "-") as miner:
                with open(self.events, encoding="utf-8") as file:
                    self.follow_file(file, lambda e: e["event"] == "step" and e["step"] == "silence")
                    self.follow_file(file, lambda e: e["event"] == "step" and e["step"] == "delay")
                    self.follow_file(file, lambda e: e["event"] == "share" and e["accepted"])
                code, out, err = self.interrupt(miner)
            self.interrupt(pool)
        self.assertEqual(code, 0, err)
        late = [s for s in accepted(events_of(out)) if s["latency_ms"] >= 300]
        self.assertGreaterEqual(len(late), 2)
        self.pool_events()

    def follow_file(self, file, wanted):
        """Reads events that another process writes until there is one that is wanted."""
        deadline = time.monotonic() + PATIENCE
        text = ""
        while time.monotonic() < deadline:
            text += file.readline()
            if not text.endswith("\n"):
                time.sleep(0.02)
                continue
            if wanted(json.loads(text)):
                return
            text = ""
        self.fail("the event did not come")

    def test_scenario_jobs(self):
        miner, _ = self.follow("jobs.txt", "--max-shares", 8)
        self.assertEqual({j["difficulty"] for j in named(miner, "job")}, {0.0002, 0.0005})
        self.assertIn("00006000", [m["mask"] for m in named(miner, "version_mask")])
        self.assertIn(True, [j["clean"] for j in named(miner, "job")[1:]])

    def test_every_scenario_of_the_page_is_followed_here(self):
        tested = {n.removeprefix("test_scenario_") + ".txt" for n in dir(self)
                  if n.startswith("test_scenario_")}
        self.assertEqual(set(os.listdir(SCENARIOS)), tested)
        with open(os.path.join(DOCS, "PRACTICE.md"), encoding="utf-8") as file:
            page = file.read()
        with open(os.path.join(SCENARIOS, "cut.txt"), encoding="utf-8") as file:
            steps = "".join(line for line in file if not line.startswith("#"))
        self.assertIn(steps, page)

    def test_events_on_standard_output(self):
        result = run("practice", "--port", 0, "--events", "-", "--max-seconds", 0.3)
        self.assert_code(result, 0)
        self.assertEqual(events_of(result.stdout)[-1]["event"], "exit")
        self.assert_says(result.stderr, r"listening on 127\.0\.0\.1:\d+")

    def test_a_full_disk(self):
        result = run("practice", "--port", 0, "--events", "/dev/full", "--max-seconds", 60)
        self.assert_code(result, 2)
        self.assert_says(result.stderr, "No space left on device")

    def test_refusals(self):
        script = os.path.join(self.folder.name, "bad.txt")
        with open(script, "w", encoding="utf-8") as file:
            file.write("wait 1s\njump\n")
        for args, part in ((("--scenario", script), "line 2: 'jump' is no step"),
                           (("--scenario", "/nowhere"), "cannot be read"),
                           ((*FAST, "--share-interval", 1), "keep one of them"),
                           (("--fixed-difficulty", 0), "above 0"), (("--events", ""), "is empty")):
            result = run("practice", "--port", free_port(), *args)
            self.assert_code(result, 1)
            self.assert_says(result.stderr, part)


if __name__ == "__main__":
    main()
