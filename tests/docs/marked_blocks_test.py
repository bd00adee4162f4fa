# SPDX-License-Identifier: MIT
"""Shows that the finder of marked blocks and their runner can fail, by giving them wrong blocks."""

import fcntl
import tempfile
import unittest

from block_runner import run_block
from marked_blocks import Block, MarkError, marked_blocks, missing_line


def document(mark, code="true"):
    return "Words.\n\n%s\n```sh\n%s\n```\n\nMore words.\n" % (mark, code)


class Marks(unittest.TestCase):
    def test_a_block_without_a_mark_is_only_read(self):
        self.assertEqual(marked_blocks("```\nfalse\n```\n"), [])
        self.assertEqual(marked_blocks("<!-- run -->\n```\nfirst\n```\n```\nsecond\n```\n")[0].code, "first\n")

    def test_what_a_mark_says(self):
        block = marked_blocks(document("<!-- run: pool; exits 7; prints ^a b$; prints c; until d -->"))[0]
        self.assertEqual(block, Block(3, "true\n", "", True, 7, "d", ["^a b$", "c"]))
        self.assertEqual(marked_blocks(document("<!-- from: a/b.c -->"))[0].source, "a/b.c")

    def test_a_misspelt_mark_is_an_error(self):
        for mark in ("runs", "rum", "run: pol", "run: prints", "run: exits soon", "from", "run:pool"):
            with self.assertRaises(MarkError, msg=mark):
                marked_blocks(document("<!-- %s -->" % mark))

    def test_a_mark_above_no_block_is_an_error(self):
        with self.assertRaises(MarkError):
            marked_blocks("<!-- run -->\n\n```\ntrue\n```\n")

    def test_a_block_without_an_end_is_an_error(self):
        with self.assertRaises(MarkError):
            marked_blocks("<!-- run -->\n```\ntrue\n")

    def test_blocks_in_lists_lose_their_indentation(self):
        self.assertEqual(marked_blocks("1. One\n\n   <!-- run -->\n   ```\n   a\n     b\n   ```\n")[0].code, "a\n  b\n")


class Excerpts(unittest.TestCase):
    FILE = "int a;\n\n  int b;\nint c;\n"

    def test_lines_may_be_left_out_but_none_changed(self):
        self.assertIsNone(missing_line("int a;\n\nint c;\n", self.FILE))
        self.assertEqual(missing_line("int a;\nint d;\n", self.FILE), "int d;")

    def test_the_order_counts(self):
        self.assertEqual(missing_line("int c;\nint a;\n", self.FILE), "int a;")


class Runs(unittest.TestCase):
    def wrong(self, code, **promises):
        return run_block(Block(1, code, **promises), patience=10)

    def test_what_keeps_its_promise(self):
        self.assertIsNone(self.wrong("echo one; echo two >&2", prints=["^one$", "^two$"]))
        self.assertIsNone(self.wrong("exit 7", code_expected=7))

    def test_a_command_that_fails(self):
        self.assertIn("exit code 1", self.wrong("false\necho on"))
        self.assertIn("exit code 1", self.wrong("false | cat"))
        self.assertIn("exit code 0", self.wrong("true", code_expected=7))

    def test_other_output(self):
        self.assertIn("'^two$'", self.wrong("echo one two", prints=["^two$"]))

    def test_one_that_does_not_end(self):
        self.assertIn("still runs", run_block(Block(1, "sleep 60"), patience=0.5))

    def test_one_that_is_to_be_interrupted(self):
        script = "trap 'exit %d' INT\necho ready\nwhile :; do sleep 0.1; done"
        self.assertIsNone(self.wrong(script % 0, until="^ready$"))
        self.assertIn("exit code 3", self.wrong(script % 3, until="^ready$"))
        self.assertIn("'^never$'", self.wrong("echo ready", until="^never$"))

    def test_nothing_is_left_running(self):
        with tempfile.NamedTemporaryFile() as held:
            self.assertIsNone(self.wrong("exec 9>%s; flock 9; sleep 600 &" % held.name))
            fcntl.flock(held, fcntl.LOCK_EX)  # waits for ever (ctest ends it) while the child lives


if __name__ == "__main__":
    unittest.main(verbosity=2)
