# SPDX-License-Identifier: MIT
"""scripts/check_instructions: what class an instruction has, and what counts as growth."""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import pathlib
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

FAKE = """#!/bin/sh
cat "$FAKE_OUTPUT"
"""


def load_script():
    loader = importlib.machinery.SourceFileLoader("check_instructions", str(ROOT / "scripts/check_instructions"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_instructions", loader))
    loader.exec_module(module)
    return module


CHECK = load_script()


class Classes(unittest.TestCase):
    def test_each_class(self):
        for instruction, kind in {
            "sha256rnds2 %xmm0,%xmm1,%xmm2": "rnds2",
            "sha256msg1 %xmm0,%xmm1": "msg",
            "vprord $0x6,%zmm3,%zmm4": "rotate",
            "vpsrld $0x3,%ymm3,%ymm4": "rotate",
            "pslld  $0x19,%xmm1": "rotate",
            "rorx   $0x2,%eax,%edx": "rotate",
            "shl    $0x4,%eax": "rotate",
            "vpaddd 0x40(%rsp),%zmm1,%zmm2": "vector",
            "vpternlogd $0x96,%zmm1,%zmm2,%zmm3": "vector",
            "vpshufb %ymm1,%ymm2,%ymm3": "vector",
            "vpslldq $0x4,%xmm1,%xmm2": "vector",
            "vpbroadcastd %eax,%zmm1": "vector",
            "vpbroadcastd 0x4(%rax),%zmm1": "load",
            "vmovdqu64 0x40(%rdi,%rax,4),%zmm1": "load",
            "movdqa (%rdi),%xmm1": "load",
            "pop    %rbx": "load",
            "vmovdqa64 %zmm1,0x40(%rsp)": "store",
            "movl   $0x5,(%rax)": "store",
            "push   %rbx": "store",
            "movdqa %xmm1,%xmm2": "move",
            "mov    %rax,%rbx": "move",
            "vptestnmd %zmm1,%zmm2,%k1": "vector",
            "add    $0x10,%rax": "other",
            "lea    0x8(%rax),%rdx": "other",
            "jne    6d99a <scan_8+0x40>": "other",
            "cmovb  %eax,%edx": "other",
            "notrack jmp *%rax": "other",
        }.items():
            self.assertEqual(CHECK.classify(instruction)[0], kind, instruction)

    def test_what_stands_beside_the_class(self):
        for instruction, beside in {
            "vpaddd 0x40(%rsp),%zmm1,%zmm2": {"folded", "stack"},
            "vpaddd 0x40(%rdi),%zmm1,%zmm2": {"folded"},
            "vmovdqa64 %zmm1,0x40(%rsp)": {"stack"},
            "lea    0x8(%rax),%rdx": set(),
            "movdqa (%rdi),%xmm1": set(),
        }.items():
            self.assertEqual(CHECK.classify(instruction)[1], beside, instruction)


def row(total):
    return dict.fromkeys(("total", *CHECK.CLASSES, *CHECK.BESIDE), 0) | {"total": total, "vector": total}


class Comparison(unittest.TestCase):
    def good(self, baseline, numbers, absent=()):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            good = CHECK.compare({name: row(n) for name, n in baseline.items()},
                                 {name: row(n) for name, n in numbers.items()}, dict(absent))
        return good, said.getvalue()

    def test_one_per_cent_is_allowed(self):
        self.assertEqual(self.good({"a/1": 1000}, {"a/1": 1010}), (True, ""))

    def test_more_is_growth_and_is_shown_by_class(self):
        good, said = self.good({"a/1": 1000}, {"a/1": 1011})
        self.assertFalse(good)
        self.assertIn("+1.1%", said)
        self.assertRegex(said, "vector +1000.0 -> +1011.0")

    def test_less_is_shown_and_is_no_fault(self):
        good, said = self.good({"a/1": 1000}, {"a/1": 900})
        self.assertTrue(good)
        self.assertIn("-10.0%", said)

    def test_appearing_and_vanishing_must_be_accepted(self):
        self.assertFalse(self.good({}, {"a/1": 5})[0])
        self.assertFalse(self.good({"a/1": 5}, {})[0])

    def test_what_cannot_run_is_neither_good_nor_bad_and_said(self):
        good, said = self.good({"a/1": 5}, {}, {"a/1": "lacks a"})
        self.assertTrue(good)
        self.assertIn("not runnable here, so not compared: lacks a", said)


class WholeRun(unittest.TestCase):
    """With a program that names any compiler; all its instructions are outside the scans."""

    def setUp(self):
        box = tempfile.TemporaryDirectory()
        self.addCleanup(box.cleanup)
        self.folder = pathlib.Path(box.name)
        CHECK.disassemble = lambda program: {}

    def run_on(self, compiler, outside, *options, absent=False):
        scan = {"kernel": "a", "versions": 2}
        scan |= {"not_runnable": "lacks a"} if absent else {"hashes": 2, "outside": outside, "executed": {}}
        output = self.folder / "output"
        output.write_text(json.dumps({"compiler": compiler, "optimized": True}) + "\n" + json.dumps(scan) + "\n")
        program = self.folder / "step_count"
        program.write_text(FAKE)
        program.chmod(0o755)
        os.environ["FAKE_OUTPUT"] = str(output)
        with contextlib.redirect_stdout(io.StringIO()):
            return CHECK.main(["--program", str(program), "--baseline", str(self.folder / "base.json"), *options])

    def test_accept_then_compare(self):
        self.assertEqual(self.run_on("gcc-12", 1000), 1)  # no baseline yet
        self.assertEqual(self.run_on("gcc-12", 1000, "--accept"), 0)
        self.assertEqual(self.run_on("gcc-12", 1000), 0)
        self.assertEqual(self.run_on("gcc-12", 1020), 1)
        self.assertEqual(self.run_on("clang-19", 1000), 1)  # has its own baseline

    def test_accepting_keeps_what_cannot_run_here(self):
        self.run_on("gcc-12", 1000, "--accept")
        before = (self.folder / "base.json").read_text()
        self.run_on("gcc-12", 0, "--accept", absent=True)
        self.assertEqual((self.folder / "base.json").read_text(), before)

    def test_other_compilers_are_skipped(self):
        self.assertEqual(self.run_on("gcc-14", 1000), 77)


if __name__ == "__main__":
    unittest.main()
