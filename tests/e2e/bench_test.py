# SPDX-License-Identifier: MIT
"""`wildcat bench`: one quick run, its report against the schema, its digest against an independent
computation, and comparisons of reports."""

import copy
import hashlib
import json
import os
import re
import struct
import subprocess
import tempfile

import jsonschema

from support import DOCS, PATIENCE, WILDCAT, Case, absent, environment, main, run, runnable_kernels


def validator():
    with open(os.path.join(DOCS, "schemas", "bench.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


VALIDATOR = validator()


def hash_twice(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def deposit(value, mask):
    """The bits of value, put into the set bits of mask."""
    out = 0
    for bit in range(32):
        if mask >> bit & 1:
            out |= (value & 1) << bit
            value >>= 1
    return out


def fixed_work_finds():
    """The fixed work, searched by Python: docs/benchmarking.md says what it is."""
    target = int("00bf" + "ff" * 30, 16)
    for number in range(4):
        first = number << 28 if number < 3 else 2**32 - 256
        rest = (hash_twice(bytes([number, 0])) + hash_twice(bytes([number, 1])) +
                struct.pack("<II", 1_700_000_000 + number, 0x1D00FFFF))
        for version in range(256):
            head = struct.pack("<I", 0x20000000 | deposit(version, 0x1FFFE000)) + rest
            begun = hashlib.sha256(head)
            for nonce in range(first, first + 256):
                hashed = begun.copy()
                hashed.update(struct.pack("<I", nonce))
                if int.from_bytes(hashlib.sha256(hashed.digest()).digest(), "little") <= target:
                    yield head + struct.pack("<I", nonce)


class Bench(Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        cls.path = os.path.join(cls.folder.name, "a.json")
        cls.page = os.path.join(cls.folder.name, "a.html")
        cls.result = run("bench", "--quick", "--json", cls.path, "--html", cls.page)
        cls.report = None
        if os.path.exists(cls.path):
            with open(cls.path, encoding="utf-8") as file:
                cls.report = json.load(file)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.assert_code(self.result, 0)

    def write(self, report):
        path = os.path.join(self.folder.name, "other.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(report, file)
        return path

    def scaled(self, factor):
        """The same report with other rates and narrow intervals."""
        report = copy.deepcopy(self.report)
        for row in report["kernels"]:
            mean = row["hashes_per_second"]["mean"] * factor
            row["hashes_per_second"] = {"mean": mean, "low": mean, "high": mean,
                                        "samples": [mean, mean]}
        return report

    def test_the_report_is_as_the_schema_says(self):
        self.assertEqual([e.message for e in VALIDATOR.iter_errors(self.report)], [])
        self.assertTrue(self.report["quick"])
        self.assertFalse(VALIDATOR.is_valid({**self.report, "surplus": 1}))
        for field in self.report:
            less = {k: v for k, v in self.report.items() if k != field}
            self.assertFalse(VALIDATOR.is_valid(less), field)

    def test_every_kernel_is_in_it(self):
        self.assertEqual(sorted({row["kernel"] for row in self.report["kernels"]}),
                         runnable_kernels())
        rows = [(row["device"], row["kernel"], row["versions"]) for row in self.report["kernels"]]
        self.assertEqual(len(rows), len(set(rows)))
        self.assertTrue(any(row["chosen"] for row in self.report["kernels"]))
        for row in self.report["kernels"]:
            rate = row["hashes_per_second"]
            self.assertTrue(rate["low"] <= rate["mean"] <= rate["high"], row)
            self.assertIn(row["kernel"], self.result.stdout)

    def test_the_whole_engine_is_in_it(self):
        self.assertEqual(self.report["scaling"][0]["threads"], 1)
        self.assertEqual(self.report["scaling"][0]["efficiency"], 1)
        latency = self.report["latency"]
        self.assertEqual(sum(bar["count"] for bar in latency["histogram"]), latency["count"])
        self.assertTrue(latency["p50"] <= latency["p99"] <= latency["max"])
        self.assertTrue(self.report["energy"] or self.report["energy_missing"])

    def test_the_digest_is_what_python_finds(self):
        finds = sorted(fixed_work_finds())
        digest = self.report["digest"]
        self.assertEqual(digest["hashes"], 4 * 256 * 256)
        self.assertEqual(digest["verified"], len(finds))
        self.assertEqual(digest["sha256"], hashlib.sha256(b"".join(finds)).hexdigest())

    def test_a_report_is_no_slower_than_itself(self):
        result = run("bench", self.path, "--compare", self.path)
        self.assert_code(result, 0)
        self.assert_says(result.stdout, "No significant regression")

    def test_slower_than_a_faster_one_and_faster_than_a_slower_one(self):
        result = run("bench", self.path, "--compare", self.write(self.scaled(2.5)))
        self.assert_code(result, 1)
        self.assert_says(result.stdout, "SLOWER")
        result = run("bench", self.write(self.scaled(1)), "--compare", self.write(self.scaled(1.009)))
        self.assert_code(result, 0)
        result = run("bench", self.path, "--compare", self.write(self.scaled(0.2)))
        self.assert_code(result, 0)
        self.assert_says(result.stdout, "faster")

    def test_another_digest_of_the_same_work_is_a_wrong_answer(self):
        other = copy.deepcopy(self.report)
        other["digest"]["sha256"] = "0" * 64
        result = run("bench", self.path, "--compare", self.write(other))
        self.assert_code(result, 6)
        self.assert_says(result.stdout, "computes wrong")

    def test_the_page_is_the_one_of_the_report(self):
        with open(self.page, encoding="utf-8") as file:
            page = file.read()
        self.assertIn(self.report["digest"]["sha256"], page)
        again = os.path.join(self.folder.name, "again.html")
        self.assert_code(run("bench", self.path, "--html", again), 0)
        with open(again, encoding="utf-8") as file:
            self.assertEqual(file.read(), page)

    def test_files_that_are_no_reports(self):
        for text in ("", "{}", "[1]", '{"format": 2, "program": "wildcat"}'):
            path = os.path.join(self.folder.name, "foreign.json")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            for words in ((self.path, "--compare", path), (path,), ("--compare", path)):
                result = run("bench", *words)
                self.assert_code(result, 2)
                self.assert_says(result.stderr, "foreign.json is no report of this program")
        self.assert_code(run("bench", "--compare", absent("x")), 2)

    def test_wrong_options(self):
        for words in ((self.path, self.path), (self.path, "--quick"), ("--json", "-"),
                      ("--teapot",), ("--max-seconds", 3), ("--stress", "--quick"),
                      ("--stress", self.path)):
            self.assert_code(run("bench", *words), 1)
        self.assert_code(run("bench", "--kernel", "teapot"), 1)

    def test_stress_ends_well(self):
        result = run("bench", "--stress", "--max-seconds", 2)
        self.assert_code(result, 0)
        self.assert_says(result.stdout, r"stress    .* finds, each hashed again")
        self.assert_says(result.stdout, r"checks    (\d+) of \1 canaries found, 0 hardware errors")

    def test_a_file_that_cannot_be_written_is_told_before_measuring(self):
        result = run("bench", "--json", absent("a.json"))
        self.assert_code(result, 2)
        self.assert_says(result.stderr, "a.json cannot be written")

    def test_interrupted_it_writes_nothing(self):
        path = os.path.join(self.folder.name, "never.json")
        with subprocess.Popen([WILDCAT, "bench", "--json", path], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=environment()) as process:
            try:
                process.communicate(timeout=1)
            except subprocess.TimeoutExpired:
                pass
            process.terminate()
            _, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 2)
        self.assertTrue(re.search("interrupted; nothing was written", err), err)
        self.assertFalse(os.path.exists(path))


if __name__ == "__main__":
    main()
