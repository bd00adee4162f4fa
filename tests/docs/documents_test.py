# SPDX-License-Identifier: MIT
"""Tests every marked block of the documents: a block that is run works and prints what its mark
says, an excerpt stands in its file. marked_blocks.py lists the marks."""

import glob
import os
import unittest

from block_runner import ROOT, run_block
from marked_blocks import marked_blocks, missing_line

DOCUMENTS = sorted(glob.glob("*.md", root_dir=ROOT) + glob.glob("docs/*.md", root_dir=ROOT))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def complaint(block):
    """What is wrong about a block; or None."""
    if not block.source:
        return run_block(block)
    missing = missing_line(block.code, read(block.source))
    return missing and "%s has no line (at that place): %s" % (block.source, missing)


class Documents(unittest.TestCase):
    """One test for each block; they are added below."""

    def test_the_readme_has_some(self):
        blocks = marked_blocks(read("README.md"))
        self.assertTrue([b for b in blocks if b.source] and [b for b in blocks if not b.source])


def add_test(document, block):
    def test(self):
        wrong = complaint(block)
        self.assertIsNone(wrong, "%s, line %d: %s" % (document, block.line, wrong))
    setattr(Documents, "test_%s_%d" % (document, block.line), test)


for name in DOCUMENTS:
    for found in marked_blocks(read(name)):
        add_test(name, found)

if __name__ == "__main__":
    unittest.main(verbosity=2)
