# SPDX-License-Identifier: MIT
"""What bench/compare and bench/scale share: paired statistics, rates in text, running commands.

On a shared machine two runs of the same program differ by more than most improvements. Runs beside
each other differ less, so everything is measured in pairs, A B B A, and judged by the ratios of the
pairs.
"""

import math
import os
import re
import signal
import statistics
import subprocess
from typing import NamedTuple

PREFIXES = {"": 1.0, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15}
RATE = re.compile(r"^\s*([0-9][0-9,]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?)\s*([kKMGTP]?)\s*([hH](?:ash(?:es)?)?(?:/s(?:ec)?|ps)?)?\s*$")
UNIT = re.compile(r"^([kKMGTP]?)[hH](?:ash(?:es)?)?(?:/s(?:ec)?|ps)?$")
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Trouble(Exception):
    """Cause and remedy, for people."""


class Estimate(NamedTuple):
    ratio: float  # Hodges-Lehmann: the median of the means of all pairs of ratios, on a log scale
    low: float
    high: float
    confidence: float  # of low..high; below what was asked for when there are too few ratios
    median: float  # of the ratios themselves


def signed_rank_counts(n):
    """How many of the 2^n sign patterns give each value of Wilcoxon's signed-rank sum."""
    counts = [1]
    for rank in range(1, n + 1):
        longer = counts + [0] * rank
        for total, ways in enumerate(counts):
            longer[total + rank] += ways
        counts = longer
    return counts


def interval_rank(n, confidence):
    """(k, coverage): the k-th smallest and k-th largest mean of two enclose the truth so often."""
    counts, ways, k, coverage = signed_rank_counts(n), 0, 0, None
    for total, count in enumerate(counts):
        ways += count
        reached = 1 - 2 * ways / 2**n
        if coverage is not None and reached < confidence:
            break
        k, coverage = total, reached
        if reached < confidence:
            break
    return k, max(coverage, 0.0)


def estimate(ratios, confidence=0.95):
    """The typical ratio with its interval; exact where the log of the ratio is symmetric."""
    if not ratios or any(not ratio > 0 for ratio in ratios):
        raise Trouble(f"no ratio can be formed of {ratios}: a run gave no rate; look at its output")
    logs = [math.log(ratio) for ratio in ratios]
    means = sorted((a + b) / 2 for i, a in enumerate(logs) for b in logs[i:])
    k, coverage = interval_rank(len(logs), confidence)
    low, high = means[k], means[len(means) - 1 - k]
    return Estimate(math.exp(statistics.median(means)), math.exp(low), math.exp(high), coverage,
                    statistics.median(ratios))


def interleaved(pairs):
    """The order of runs: A B, B A, A B, ... so that a steady drift harms neither."""
    return [(0, 1) if pair % 2 == 0 else (1, 0) for pair in range(pairs)]


def parse_rate(text, unit=None):
    """Hashes per second of "12.5 MH/s", "1,234 kH", "3.2G"; a bare number is in `unit`."""
    match = RATE.match(text)
    if not match:
        raise Trouble(f"'{text}' is no rate. Let the regular expression's group match a number, with or without "
                      "a unit, like 12.5 MH/s.")
    number, prefix, hashes = match.groups()
    if unit and not prefix and not hashes:
        prefix = parse_unit(unit)
    return float(number.replace(",", "")) * PREFIXES[prefix.lower()]


def parse_unit(unit):
    match = UNIT.match(unit)
    if not match:
        raise Trouble(f"'{unit}' is no unit; take H, kH, MH, GH or TH")
    return match[1]


def compile_rate(pattern):
    try:
        regex = re.compile(pattern)
    except re.error as error:
        raise Trouble(f"'{pattern}' is no regular expression: {error}") from error
    if regex.groups != 1:
        raise Trouble(f"'{pattern}' has {regex.groups} groups; put exactly one, (...), around the rate")
    return regex


def last_rate(output, regex, unit=None):
    """The last rate that a program printed: the first ones are of its warming up."""
    found = regex.findall(COLOURS.sub("", output))
    if not found:
        tail = "\n".join(output.splitlines()[-12:])
        raise Trouble(f"nothing matches '{regex.pattern}'. The program's last lines were:\n{tail}")
    return parse_rate(found[-1], unit)


def end(process):
    """Asks the program and what it started to stop, then makes it."""
    for how, patience in ((signal.SIGINT, 5), (signal.SIGTERM, 3), (signal.SIGKILL, 3)):
        try:
            os.killpg(process.pid, how)  # its own group: see start_new_session
            return process.communicate(timeout=patience)[0]
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    return process.communicate()[0]


def run_command(command, seconds):
    """All that a command prints until it ends, or until it is interrupted after so many seconds."""
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   errors="replace", stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        raise Trouble(f"{command[0]} cannot be started: {error}") from error
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        return end(process)
    except BaseException:
        end(process)
        raise
