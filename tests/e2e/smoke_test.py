# SPDX-License-Identifier: MIT
"""The shortest proof that the program mines: two shares on its own practice pool."""

from support import Case, accepted, events_of, main, named, practice_pool, run


class Smoke(Case):
    def test_two_shares_on_an_easy_pool(self):
        with practice_pool("--difficulty", 0.0005, "--share-interval", 0.5) as (_, address):
            result = run("mine", "-o", address, "-u", "smoke", "--max-shares", 2, "--events", "-")
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        self.assertEqual(len(accepted(events)), 2)
        self.assertEqual(len(named(events, "share")), 2)
        self.assertEqual(events[0]["event"], "start")
        self.assertEqual(events[-1]["event"], "exit")
        self.assertEqual(events[-1]["code"], 0)

    def test_the_practice_pool_says_first_where_it_listens(self):
        result = run("practice", "--port", 0, "--max-seconds", 0.2)
        self.assert_code(result, 0)
        self.assertRegex(result.stdout, r"^listening on 127\.0\.0\.1:\d+\n")
        self.assertRegex(result.stdout, r"(?m)^\S+  job .* at height ")
        self.assertRegex(result.stderr, "warning: .*EARNS")

    def test_version(self):
        result = run("version")
        self.assert_code(result, 0)
        self.assertRegex(result.stdout, r"^wildcat \d+\.\d+\.\d+\n$")
        self.assertEqual(run("--version").stdout, result.stdout)


if __name__ == "__main__":
    main()
