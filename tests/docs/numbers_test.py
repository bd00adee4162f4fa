# SPDX-License-Identifier: MIT
"""What documents copy from the code agrees with it: limits, public headers, signals, exit codes. A
constant that was renamed, or a row without one, is a failure, too: then mend the table below."""

import glob
import os
import re
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))

# Row of SECURITY.md's table of limits: the constants that it states, in order, each as a file and a
# pattern whose group is the value in C++.
LIMITS = {
    "a line": [("stratum/v1/line_buffer.h", r"max_line = ([^;]+);")],
    "a proxy's answer": [("stratum/net/proxy_talk.h", r"longest_answer = ([^;]+);")],
    "lines in a row that are no messages": [("stratum/v1/*.h", r"max_bad_lines = ([^;]+);")],
    "coinbase, merkle branch, job name": [("stratum/v1/*.h", r"max_coinbase = ([^;]+);"),
                                          ("stratum/v1/*.h", r"max_branch = ([^;]+);"),
                                          ("stratum/v1/*.h", r"max_job_id = ([^;]+);")],
    "jobs remembered": [("stratum/**/job_book.h", r"\bmost = ([^;]+);")],
    "shares that wait or are unanswered": [("stratum/client/shares_under_way.h",
                                            r"\bmost = ([^;]+);")],
    "what we send and the pool does not read": [("stratum/net/tcp_stream.cpp",
                                                 r"max_unsent = ([^;]+);")],
    "warnings that the pool causes": [("stratum/v1/*.h", r"\bwarnings_\{(\d+)\}")],
    "`client.show_message`": [("stratum/v1/*.h", r"\bmessages_\{(\d+)\}")],
    "`client.reconnect`": [("stratum/**/redirect.h", r"\bmost = ([^;]+);")],
}
UNITS = {"KiB": 1 << 10, "MiB": 1 << 20}


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def documents():
    return sorted(glob.glob("*.md", root_dir=ROOT) + glob.glob("docs/*.md", root_dir=ROOT))


def value_of(expression):
    """A constant expression of C++ as a number; only digits and operators are evaluated."""
    plain = re.sub(r"(?<=\d)[Uu'Ll]+", "", expression)
    if not re.fullmatch(r"[0-9 *+<()-]+", plain):
        raise AssertionError("'%s' is no number" % expression)
    return eval(plain)  # pylint: disable=eval-used


def constant(where, pattern):
    """The one value that the pattern has in the files."""
    found = set()
    for path in glob.glob(where, root_dir=ROOT, recursive=True):
        found.update(value_of(text) for text in re.findall(pattern, read(path)))
    if len(found) != 1:
        raise AssertionError("%s: '%s' has %d values" % (where, pattern, len(found)))
    return found.pop()


def table(text, heading):
    """The rows of the first table below a heading, as lists of cells, without its head."""
    lines = text[text.index("\n" + heading + "\n"):].splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def numbers(cell):
    """The numbers at the beginning of each part of a cell, units applied."""
    found = []
    for part in cell.split(","):
        number, unit = re.match(r"(\d+) ?(\w*)", part.strip()).groups()
        found.append(int(number) * UNITS.get(unit, 1))
    return found


class Numbers(unittest.TestCase):
    def test_limits(self):
        rows = {row[0]: row[1] for row in table(read("SECURITY.md"), "### Limits")}
        self.assertEqual(set(rows), set(LIMITS))
        for what, constants in LIMITS.items():
            with self.subTest(what):
                self.assertEqual(numbers(rows[what]), [constant(*place) for place in constants])

    def test_public_headers(self):
        text = read("docs/ARCHITECTURE.md")
        start = text.index("## The public headers")
        part = text[start:text.index("\n## ", start + 1)]
        listed = set(re.findall(r"`([a-z0-9_]+\.h)`", part))
        there = {os.path.basename(path) for path in glob.glob("include/wildcat/*.h", root_dir=ROOT)}
        self.assertEqual(listed, there)

    def test_signals(self):
        code = read("miner/process/exit_watchdog.h")
        signals = re.search(r"exit_signals\{([^}]*)\}", code).group(1).replace(" ", "").split(",")
        for path in documents():
            for paragraph in read(path).split("\n\n"):
                if "SIGTERM" not in paragraph:
                    continue
                for signal in signals:
                    named = signal in paragraph or (signal == "SIGINT" and "Ctrl-C" in paragraph)
                    self.assertTrue(named, "%s: '%s...' omits %s" % (path, paragraph[:60], signal))

    def test_exit_codes(self):
        header = read("miner/process/exit_code.h")
        values = re.search(r"enum class ExitCode(.*?)\};", header, re.S).group(1)
        codes = re.findall(r"= (\d+)", values)
        names = re.findall(r"\{ExitCode::\w+, \"([a-z-]+)\"", read("miner/process/exit_code.cpp"))
        rows = table(read("docs/USAGE.md"), "## Exit codes")
        self.assertEqual([(row[0], row[1]) for row in rows], list(zip(codes, names)))


class TheLibrary(unittest.TestCase):
    """It knows no command line: the program adds the options to its errors."""

    def test_names_no_option(self):
        for folder in ("include", "engine", "backends", "stratum"):
            for path in glob.glob(folder + "/**/*.[hc]*", root_dir=ROOT, recursive=True):
                for words in re.findall(r"//.*|\"[^\"\n]*\"", read(path)):
                    self.assertNotRegex(words, r"(?<![\w-])--[a-z]", path)


class ThisTest(unittest.TestCase):
    """It can fail."""

    def test_values(self):
        self.assertEqual(value_of("256 * 1024"), 262144)
        self.assertEqual(value_of("1U << 20"), 1 << 20)
        self.assertEqual(value_of("10'000"), 10000)
        with self.assertRaises(AssertionError):
            value_of("other_constant")

    def test_cells(self):
        self.assertEqual(numbers("100 KiB, 32 hashes, 256 bytes"), [102400, 32, 256])
        self.assertEqual(numbers("10 a minute"), [10])

    def test_what_is_not_there(self):
        with self.assertRaises(AssertionError):
            constant("stratum/**/*.h", r"no_such_constant = ([^;]+);")


if __name__ == "__main__":
    unittest.main(verbosity=2)
