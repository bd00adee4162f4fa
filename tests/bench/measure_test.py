# SPDX-License-Identifier: MIT
"""The measuring tools' own arithmetic: paired statistics, rates in text, runs of commands."""

import contextlib
import importlib.machinery
import importlib.util
import io
import math
import pathlib
import random
import statistics
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench"))
import measure  # noqa: E402


def script(path):
    """A script without .py, as a module."""
    loader = importlib.machinery.SourceFileLoader(path.name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(path.name, loader))
    loader.exec_module(module)
    return module


class Statistics(unittest.TestCase):
    def test_the_distribution_of_the_signed_rank_sum_is_the_published_one(self):
        self.assertEqual(measure.signed_rank_counts(3), [1, 1, 1, 2, 1, 1, 1])
        self.assertEqual(sum(measure.signed_rank_counts(12)), 2**12)

    def test_ranks_of_the_interval_are_those_of_published_tables(self):
        # Two-sided critical values at 5 %: T = 0, 2, 3, 5, 8, 10 for n = 6 ... 11.
        for n, critical in {6: 0, 7: 2, 8: 3, 9: 5, 10: 8, 11: 10}.items():
            k, coverage = measure.interval_rank(n, 0.95)
            self.assertEqual(k, critical, f"n = {n}")
            self.assertGreaterEqual(coverage, 0.95)

    def test_few_ratios_say_how_little_they_prove(self):
        self.assertAlmostEqual(measure.estimate([1.1] * 5).confidence, 0.9375)
        self.assertEqual(measure.estimate([1.1]).confidence, 0)

    def test_one_wild_pair_changes_little(self):
        calm = [1.10, 1.11, 1.09, 1.10, 1.12, 1.08, 1.10, 1.11, 1.09, 1.10, 1.12, 1.08]
        wild = measure.estimate([*calm, 30.0])
        self.assertAlmostEqual(wild.ratio, 1.10, delta=0.02)
        self.assertAlmostEqual(wild.median, 1.10, delta=0.01)
        self.assertLess(wild.high, 1.2)
        self.assertGreater(wild.low, 1.05)

    def test_swapping_the_sides_inverts_the_result(self):
        ratios = [1.3, 1.1, 0.9, 1.2, 1.25, 1.15, 1.05]
        there, back = measure.estimate(ratios), measure.estimate([1 / ratio for ratio in ratios])
        self.assertAlmostEqual(there.ratio, 1 / back.ratio)
        self.assertAlmostEqual(there.low, 1 / back.high)
        self.assertAlmostEqual(there.high, 1 / back.low)

    def test_the_interval_encloses_the_truth_as_often_as_it_says(self):
        chance, rounds, enclosed = random.Random(4), 1000, 0
        for _ in range(rounds):
            result = measure.estimate([1.07 * math.exp(chance.gauss(0, 0.05)) for _ in range(9)])
            enclosed += result.low <= 1.07 <= result.high
        self.assertGreater(enclosed / rounds, 0.93)
        self.assertLess(enclosed / rounds, 0.98)

    def test_nothing_is_concluded_from_no_rate(self):
        for ratios in ([], [1.0, 0.0], [float("nan")]):
            with self.assertRaises(measure.Trouble):
                measure.estimate(ratios)

    def test_pairs_alternate(self):
        self.assertEqual(measure.interleaved(3), [(0, 1), (1, 0), (0, 1)])


class RatesInText(unittest.TestCase):
    def test_numbers_and_units(self):
        for text, rate in {"12.5 MH/s": 12.5e6, "1,234.5 kH/s": 1234.5e3, "3GH": 3e9, "7 H/s": 7, "2.5M": 2.5e6,
                           "1.5e6": 1.5e6, "88 khash/s": 88e3, " 9.25 Th/s ": 9.25e12, "640": 640}.items():
            self.assertAlmostEqual(measure.parse_rate(text), rate, msg=text)

    def test_a_bare_number_takes_the_unit_and_a_written_one_wins(self):
        self.assertEqual(measure.parse_rate("12.5", "MH"), 12.5e6)
        self.assertEqual(measure.parse_rate("12.5 kH/s", "MH"), 12.5e3)
        self.assertEqual(measure.parse_rate("3", "H/s"), 3)

    def test_what_is_no_rate_is_refused(self):
        for text in ("", "fast", "12 MB/s", "1.2.3 MH/s", "-5 MH/s"):
            with self.assertRaises(measure.Trouble, msg=text):
                measure.parse_rate(text)
        with self.assertRaises(measure.Trouble):
            measure.parse_rate("5", "bytes")

    def test_the_last_match_counts_and_colours_do_not(self):
        regex = measure.compile_rate(r"total: ([0-9.]+ [kM]H/s)")
        text = "total: 1.0 kH/s\n\x1b[32mtotal: \x1b[1m2.0 MH/s\x1b[0m\n"
        self.assertEqual(measure.last_rate(text, regex), 2e6)

    def test_no_match_shows_what_was_printed(self):
        with self.assertRaisesRegex(measure.Trouble, "cannot open device"):
            measure.last_rate("error: cannot open device\n", measure.compile_rate("(x)"))

    def test_the_expression_has_one_group(self):
        for pattern in ("no group", "(two) (groups)", "(open"):
            with self.assertRaises(measure.Trouble, msg=pattern):
                measure.compile_rate(pattern)


class Commands(unittest.TestCase):
    def test_a_program_without_end_is_interrupted_and_heard(self):
        program = ("import sys, time\n"
                   "print('rate 5 MH/s', flush=True)\n"
                   "try: time.sleep(600)\n"
                   "except KeyboardInterrupt: print('rate 6 MH/s')\n")
        output = measure.run_command([sys.executable, "-c", program], 2)
        self.assertEqual(measure.last_rate(output, measure.compile_rate("rate (.*)")), 6e6)

    def test_a_missing_program_is_named(self):
        with self.assertRaisesRegex(measure.Trouble, "no-such-program"):
            measure.run_command(["./no-such-program"], 1)

    def test_two_programs_are_compared(self):
        compare = script(ROOT / "bench/compare")
        said = [f"{sys.executable} -c \"print('speed {rate} kH/s')\"" for rate in (100, 150)]
        options = compare.parse(["--with", said[0], "--rate", "speed (.*)", "--ours", said[1], "--ours-rate",
                                 "speed (.*)", "--pairs", "6", "--json"])
        results = []
        compare.report_programs = lambda *found: results.append(found)
        with contextlib.redirect_stderr(io.StringIO()):
            compare.compare_programs(options)
        self.assertAlmostEqual(results[0][3].ratio, 1.5)
        self.assertEqual(compare.verdict(results[0][3]), "faster")


class Scale(unittest.TestCase):
    def test_numbers_of_cores(self):
        scale = script(ROOT / "bench/scale")
        self.assertEqual([scale.core_counts(n) for n in (1, 2, 3, 8)], [[1], [1, 2], [1, 2, 3], [1, 2, 4, 8]])

    def test_factors_are_formed_within_rounds(self):
        scale = script(ROOT / "bench/scale")
        rows = scale.scaling({1: [(10, 100), (20, 200)], 2: [(20, 190), (40, 380)]})
        self.assertEqual(rows[0]["ratio"], 1)
        self.assertEqual((rows[1]["engine"], rows[1]["openssl"]), (2, 1.9))
        self.assertAlmostEqual(rows[1]["ratio"], 2 / 1.9)
        self.assertEqual(rows[1]["hashes_per_second"], statistics.median([20, 40]))


if __name__ == "__main__":
    unittest.main()
