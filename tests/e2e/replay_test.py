# SPDX-License-Identifier: MIT
"""--record and replay: recorded sessions say the same again, damaged ones are told apart."""

import json
import os
import tempfile

from support import (Case, ScriptedPool, accepted, events_of, job, main, named, practice_pool,
                     run, runnable_kernels)

POOL = ("--difficulty", 0.0005, "--share-interval", 0.3)
SECRET = "correct-horse-battery"


class Replay(Case):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.record = os.path.join(self.folder.name, "run.record")

    def record_run(self, address, *args):
        result = run("-o", address, "-u", "tester", "-p", SECRET, "--events", "-", "--record",
                     self.record, *args)
        self.assert_code(result, 0)
        return events_of(result.stdout)

    def lines(self):
        with open(self.record, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def write(self, lines):
        with open(self.record, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)

    def replay(self, *args):
        return run("replay", self.record, *args)

    def submits(self):
        return [line for line in self.lines()
                if line.get("what") == "out" and "mining.submit" in line["line"]]

    def test_a_session_with_blocks_and_new_difficulties(self):
        with practice_pool(*POOL, "--block-interval", 1.5) as (_, address):
            events = self.record_run(address, "--max-shares", 12)
        result = self.replay()
        self.assert_code(result, 0)
        count = len(self.submits())
        self.assertGreaterEqual(count, len(accepted(events)))
        self.assert_says(result.stdout, r"submits +%d the same" % count)

    def test_a_made_up_record_drives_no_terminal(self):
        with practice_pool(*POOL) as (_, address):
            self.record_run(address, "--max-shares", 2)
        lines = self.lines()
        for line in lines:
            if "started" in line:
                line["started"] = "\x1b[2J then"
            if line.get("what") == "unit":
                line["job"] = "\x1b]0;title\x07"
        self.write(lines)
        result = self.replay()
        self.assert_code(result, 8)
        for text in (result.stdout, result.stderr):
            self.assertNotIn("\x1b", text)
        self.assert_says(result.stdout + result.stderr, r"\\x1b\]0;title")

    def test_with_every_kernel(self):
        with practice_pool(*POOL) as (_, address):
            self.record_run(address, "--max-shares", 4)
        for kernel in runnable_kernels():
            with self.subTest(kernel=kernel):
                result = self.replay("--kernel", kernel)
                self.assert_code(result, 0)
                self.assert_says(result.stdout, "kernel " + kernel)

    def test_lost_connections_and_odd_lines(self):
        def cuts(connection):
            connection.handshake()
            connection.send_bytes(b"\xff\xfe no UTF-8\n")
            connection.good_job("job-%d" % connection.number)
            for _ in range(3):
                request = connection.receive()
                connection.answer(request)
            if connection.number < 2:
                return
            connection.notify("mining.notify", *job("last", clean=False))
            connection.serve()

        with ScriptedPool(cuts) as pool:
            self.record_run(pool.url, "--max-shares", 12, "--retry-pause", 0.05)
        self.assertEqual(sum(line.get("what") == "open" for line in self.lines()), 3)
        self.assertTrue(any("bytes" in line for line in self.lines()))
        self.assert_code(self.replay(), 0)

    def test_several_workers_and_pools(self):
        with practice_pool(*POOL) as (_, first), practice_pool(*POOL) as (_, second):
            result = run("-o", first, "-u", "a.%n", "-o", second, "-u", "b.%n", "--pool-strategy",
                         "quota", "--workers", 3, "--max-shares", 15, "--seed", 7, "--record",
                         self.record, "--suggest-difficulty", "auto")
        self.assert_code(result, 0)
        self.assertEqual({line["connection"] for line in self.lines()[1:-1]}, set(range(1, 7)))
        result = self.replay()
        self.assert_code(result, 0)
        self.assert_says(result.stdout, "6 connections", "submits +%d the same" % len(self.submits()))

    def test_faults_are_not_part_of_it(self):
        with practice_pool(*POOL) as (_, address):
            self.record_run(address, "--max-shares", 6, "--inject", "duplicate")
        self.assertEqual(len(self.submits()), 6)
        self.assert_code(self.replay(), 0)

    def test_all_that_was_searched_can_be_searched_again(self):
        with practice_pool("--fixed-difficulty", 0.00005) as (_, address):
            events = self.record_run(address, "--hashrate", "1M", "--max-seconds", 3)
        units = [line for line in self.lines() if line.get("what") == "unit"]
        hashes = sum(unit["versions"] * unit["nonces"] for unit in units)
        self.assertEqual(hashes, named(events, "worker")[0]["hashes"], "nothing is missing")
        self.assertLess(len(units), 50 + sum(bool(unit["found"]) for unit in units) * 4)
        empty = sum(u["versions"] * u["nonces"] for u in units if not u["found"])
        self.assert_says(self.replay().stdout, "%d hashes held none" % empty)
        result = self.replay("--all")
        self.assert_code(result, 0)
        self.assert_says(result.stdout, "units +%d searched again" % len(units))
        # A find that was missed is met again.
        lines = self.lines()
        next(line for line in lines if line.get("found"))["found"] = []
        self.write(lines)
        result = self.replay("--all")
        self.assert_code(result, 8)
        self.assert_says(result.stderr, "holds .* finds?, where 0 are recorded")

    def test_no_password(self):
        def parrot(connection):
            connection.handshake()
            connection.notify("client.show_message", "your password is " + SECRET)
            connection.good_job()
            connection.serve()

        with ScriptedPool(parrot) as pool:
            self.record_run(pool.url, "--max-shares", 2)
        with open(self.record, encoding="utf-8") as file:
            text = file.read()
        self.assertNotIn(SECRET, text)
        self.assertIn("your password is ***", text)
        self.assert_code(self.replay(), 0)

    def test_what_differs_is_named(self):
        with practice_pool(*POOL) as (_, address):
            self.record_run(address, "--max-shares", 3)
        good = self.lines()
        at = next(i for i, line in enumerate(good)
                  if line.get("what") == "out" and "mining.submit" in line["line"])
        unit = next(i for i, line in enumerate(good) if line.get("found"))

        def changed(index, **fields):
            lines = [dict(line) for line in good]
            lines[index].update(fields)
            self.write(lines)
            return self.replay()

        text = good[at]["line"]
        for result, part in (
                (changed(at, line=text.replace("mining.submit", "mining.submot")), "instead|does not"),
                (changed(at, line=text.replace('"id":', '"id":1')), "instead of"),
                (changed(unit, found=[]), "does not say"),  # not searched without --all
                (changed(unit, nonces=1), "finds"),
                (changed(unit, job="another"), "does not follow")):
            self.assert_code(result, 8)
            self.assert_says(result.stderr, part)

    def test_a_cut_record_is_replayed_as_far_as_it_goes(self):
        with practice_pool(*POOL) as (_, address):
            self.record_run(address, "--max-shares", 5)
        with open(self.record, "rb+") as file:
            file.truncate(os.path.getsize(self.record) * 2 // 3)
        result = self.replay()
        self.assert_code(result, 0)
        self.assert_says(result.stderr, "not whole")

    def test_bad_files(self):
        self.write([])
        for content, code, part in (("", 2, "cannot be read"), ("hello\n", 1, "line 1"),
                                    ('{"wildcat_record":9}\n', 1, "version")):
            with open(self.record, "w", encoding="utf-8") as file:
                file.write(content)
            result = self.replay()
            self.assert_code(result, code)
            self.assert_says(result.stderr, part)
        self.assert_code(run("replay"), 1)
        self.assert_code(run("replay", "/nowhere/at/all"), 2)

    def test_a_full_disk(self):
        with practice_pool(*POOL) as (_, address):
            result = run("-o", address, "-u", "a", "--record", "/dev/full", "--max-seconds", 60)
        self.assert_code(result, 2)
        self.assert_says(result.stderr, "record cannot be written", "No space left on device")


if __name__ == "__main__":
    main()
