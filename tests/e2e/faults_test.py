# SPDX-License-Identifier: MIT
"""--inject: every kind of fault against the practice pool, which answers as a correct pool does,
and --expect against a pool that does not."""

import os
import re
import signal

from support import (DOCS, PATIENCE, Case, ScriptedPool, accepted, events_of, main, named,
                     practice_pool, run, started, wait_for_line)

AT_ONCE = ("stale", "duplicate", "low-difficulty", "wrong-version-bits", "wrong-extranonce2-length",
           "wrong-job", "ntime-early", "ntime-late", "malformed-json", "reorder-ids")
# These hold up or end the connection.
ALONE = ("huge-line", "half-line", "never-read", "disconnect-mid-submit")
POOL = ("--difficulty", 0.0002, "--min-difficulty", 0.0002, "--share-interval", 0.2)


class Faults(Case):
    def assert_all_as_expected(self, events, kinds):
        answers = named(events, "fault_answer")
        self.assertEqual([a for a in answers if not a["as_expected"]], [])
        self.assertEqual({a["kind"] for a in answers}, set(kinds))
        sent = {f["number"]: f for f in named(events, "fault")}
        for answer in answers:
            self.assertEqual(sent[answer["number"]]["kind"], answer["kind"])
            self.assertTrue(sent[answer["number"]]["sent"].startswith("{"))
        totals = events[-1]["faults"]
        self.assertEqual((totals["committed"], totals["as_expected"], totals["unexpected"]),
                         (len(sent), len(answers), 0))

    def test_those_that_are_answered_at_once(self):
        with practice_pool(*POOL, "--block-interval", 1) as (_, address):
            result = run("-o", address, "-u", "a", "-t", 1, "--expect", "--max-shares", 40,
                         "--events", "-", *[w for kind in AT_ONCE for w in ("--inject", kind)])
            self.assert_code(result, 0)
            events = events_of(result.stdout)
            self.assert_all_as_expected(events, AT_ONCE)
            # The copies are none of the miner's own shares.
            self.assertEqual(len(accepted(events)), 40)
            self.assertEqual(events[-1]["totals"]["rejected"], 0)
            self.assertEqual(named(events, "warning"), [])

    def test_those_that_end_or_hold_up_a_connection(self):
        with practice_pool(*POOL) as (_, address):
            runs = []
            for kind in ALONE:
                context = started("-o", address, "-u", kind, "-t", 1, "--inject", kind + "=0.5",
                                  "--expect", "--events", "-")
                runs.append((kind, context, context.__enter__()))
            for kind, context, process in runs:
                first = wait_for_line(process.stdout, '"event":"fault_answer"')
                process.send_signal(signal.SIGINT)
                # Not communicate(): a part of the output has been read ahead.
                events = events_of("".join(first) + process.stdout.read())
                self.assertEqual(process.wait(PATIENCE), 0, process.stderr.read())
                self.assert_all_as_expected(events, (kind,))
                context.__exit__(None, None, None)

    def test_a_pool_that_takes_duplicates_fails(self):
        def takes_everything(connection):
            connection.handshake()
            connection.good_job()
            connection.serve()

        with ScriptedPool(takes_everything) as pool:
            result = run("-o", pool.url, "-u", "a", "-t", 1, "--inject", "duplicate", "--expect",
                         "--max-seconds", 60, "--events", "-")
        self.assert_code(result, 8)
        events = events_of(result.stdout)
        wrong = named(events, "fault_answer")[0]
        self.assertEqual((wrong["kind"], wrong["answer"], wrong["as_expected"]),
                         ("duplicate", "accepted", False))
        self.assertEqual(events[-1]["name"], "unexpected-answer")
        self.assert_says(result.stderr, "duplicate", "22", "FAULTS.md")

    def test_without_expect_it_is_only_told(self):
        def takes_everything(connection):
            connection.handshake()
            connection.good_job()
            connection.serve()

        with ScriptedPool(takes_everything) as pool:
            result = run("-o", pool.url, "-u", "a", "-t", 1, "--inject", "wrong-job",
                         "--max-shares", 3, "--events", "-")
        self.assert_code(result, 0)
        self.assertGreater(events_of(result.stdout)[-1]["faults"]["unexpected"], 0)

    def test_a_kind_that_never_came_proves_nothing(self):
        with practice_pool(*POOL, "--version-mask", 0) as (_, address):
            result = run("-o", address, "-u", "a", "-t", 1, "--inject", "wrong-version-bits",
                         "--expect", "--max-shares", 2)
        self.assert_code(result, 8)
        self.assert_says(result.stderr, "no wrong-version-bits fault")

    def test_the_page_and_the_help_know_every_kind(self):
        with open(os.path.join(DOCS, "FAULTS.md"), encoding="utf-8") as file:
            kinds = file.read().split("## Kinds")[1].split("\n## ")[0]
        rows = re.findall(r"(?m)^- `([a-z0-9-]+)`:", kinds)
        self.assertEqual(sorted(rows), sorted(AT_ONCE + ALONE))
        text = run("help", "mine").stdout
        for kind in rows:
            self.assertIn(kind, text)


if __name__ == "__main__":
    main()
