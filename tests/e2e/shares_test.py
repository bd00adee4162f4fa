# SPDX-License-Identifier: MIT
"""Exactly the asked number of accepted shares: by default, and with each runnable kernel forced."""

from support import Case, accepted, events_of, main, named, practice_pool, run, runnable_kernels


class Shares(Case):
    def assert_exactly(self, count, result):
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        self.assertEqual(len(accepted(events)), count)
        totals = events[-1]["totals"]
        self.assertEqual((totals["accepted"], totals["rejected"], totals["hardware_errors"],
                          totals["canaries_missed"]), (count, 0, 0, 0))
        return events

    def test_five_on_the_pool_inside(self):
        result = run("mine", "--max-shares", 5, "--events", "-", timeout=300)
        events = self.assert_exactly(5, result)
        self.assertTrue(named(events, "start")[0]["practice"])
        self.assert_says(result.stderr, "nothing mined here earns anything")
        hashes = {e["hash"] for e in accepted(events)}
        self.assertEqual(len(hashes), 5)

    def test_five_with_each_kernel(self):
        kernels = runnable_kernels()
        self.assertIn("scalar", kernels)
        with practice_pool("--difficulty", 0.001, "--share-interval", 0.5) as (_, address):
            for kernel in kernels:
                with self.subTest(kernel=kernel):
                    result = run("mine", "-o", address, "-u", kernel, "--kernel", kernel,
                                 "--max-shares", 5, "--events", "-")
                    events = self.assert_exactly(5, result)
                    used = named(events, "start")[0]["devices"][0]["kernel"]
                    self.assertTrue(used.startswith(kernel), used)

    def test_kernel_from_the_environment(self):
        with practice_pool("--difficulty", 0.0005, "--share-interval", 0.5) as (_, address):
            result = run("-o", address, "-u", "a", "--max-shares", 1, "--events", "-",
                         WILDCAT_KERNEL="scalar")
        used = named(self.assert_exactly(1, result), "start")[0]["devices"][0]["kernel"]
        self.assertTrue(used.startswith("scalar"), used)

    def test_many_fast_shares_are_still_exact(self):
        with practice_pool("--difficulty", 0.00001, "--share-interval", 0.01,
                           "--min-difficulty", 0.00001) as (_, address):
            result = run("-o", address, "-u", "a", "--max-shares", 100, "--events", "-")
        self.assert_exactly(100, result)

    def test_blocks_of_an_easy_chain(self):
        with practice_pool("--difficulty", 0.0005, "--nbits", "1e0fffff") as (_, address):
            result = run("-o", address, "-u", "a", "--max-blocks", 2, "--events", "-")
        self.assert_code(result, 0)
        blocks = [e for e in accepted(events_of(result.stdout)) if e["block"]]
        self.assertGreaterEqual(len(blocks), 2)

    def test_without_version_rolling(self):
        for pool, miner in (((), ("--no-version-rolling",)), (("--version-mask", "0"), ()),
                            ((), ("--version-mask", "00006000")), (("--extranonce2-size", 2), ())):
            with self.subTest(pool=pool, miner=miner):
                with practice_pool("--difficulty", 0.0005, "--share-interval", 0.5,
                                   *pool) as (_, address):
                    result = run("-o", address, "-u", "a", "--max-shares", 3, "--events", "-",
                                 *miner)
                self.assert_exactly(3, result)


if __name__ == "__main__":
    main()
