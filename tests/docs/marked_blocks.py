# SPDX-License-Identifier: MIT
"""Finds the code blocks of a document that carry a mark: an HTML comment above the fence.

    <!-- run -->                      bash runs it, and every command in it succeeds
    <!-- run: pool -->                likewise, with a practice pool at localhost:3333
    <!-- run: prints REGEX -->        and a part of the output matches (^ and $ are a line's ends)
    <!-- run: until REGEX -->         Ctrl-C as soon as the output matches, and it ends well
    <!-- run: exits 7 -->             with this exit code
    <!-- run: pool; exits 7; prints REGEX -->
    <!-- from: examples/c_search.c -->   its lines stand in that file in this order

A block without a comment above it is only read. Any other comment there is an error, so that a
misspelt mark does not switch a block off.
"""

import re
import textwrap
from dataclasses import dataclass, field

FENCE = re.compile(r"^```(\w*)$")
COMMENT = re.compile(r"^<!-- (.*) -->$")


class MarkError(ValueError):
    """A mark that says nothing, or stands above nothing."""


@dataclass
class Block:
    """A marked block."""
    line: int  # of the mark, from 1
    code: str
    source: str = ""  # the file it is from; empty: it is run
    pool: bool = False
    code_expected: int = 0
    until: str = ""
    prints: list = field(default_factory=list)


def read_clause(block, clause):
    """Understands one part of a run mark."""
    word, _, rest = clause.partition(" ")
    if word == "pool" and not rest:
        block.pool = True
    elif word == "exits" and rest.isdigit():
        block.code_expected = int(rest)
    elif word == "prints" and rest:
        block.prints.append(rest)
    elif word == "until" and rest:
        block.until = rest
    else:
        raise MarkError("line %d: '%s' is no mark" % (block.line, clause))


def read_mark(line, mark, code):
    """The block that a mark and the code under it make."""
    block = Block(line, textwrap.dedent(code))
    kind, _, rest = mark.partition(": ")
    if kind == "from" and rest:
        block.source = rest
    elif kind == "run":
        for clause in rest.split("; ") if rest else ():
            read_clause(block, clause)
    else:
        raise MarkError("line %d: '%s' is no mark; see tests/docs/marked_blocks.py" % (line, mark))
    return block


def marked_blocks(text):
    """The marked blocks of a document, in order."""
    lines = text.splitlines()
    blocks, above, index = [], None, 0
    while index < len(lines):
        comment = COMMENT.match(lines[index].strip())
        if FENCE.match(lines[index].strip()):
            end = closing_fence(lines, index)
            if above:
                blocks.append(read_mark(index, above, "\n".join(lines[index + 1:end]) + "\n"))
            index = end
        elif above and re.match(r"(run|from)\b", above):
            raise MarkError("line %d: '%s' stands above no block" % (index, above))
        above = comment.group(1) if comment else None
        index += 1
    return blocks


def closing_fence(lines, opening):
    """The index of the line that closes the fence opened at `opening`."""
    for index in range(opening + 1, len(lines)):
        if lines[index].strip() == "```":
            return index
    raise MarkError("line %d: the block has no end" % (opening + 1))


def missing_line(code, text):
    """The first line of a block that does not follow the ones before it in `text`; or None."""
    rest = iter(line.strip() for line in text.splitlines())
    for line in filter(None, map(str.strip, code.splitlines())):
        if line not in rest:  # consumes the iterator up to the line
            return line
    return None
