# SPDX-License-Identifier: MIT
"""Tests `wildcat grind` against the contract of Bitcoin Core's `bitcoin-util grind`, and its own
options."""

import hashlib
import os
import pty
import re
import shlex
import signal
import struct
import subprocess
import tempfile
import time

from support import PATIENCE, WILDCAT, Case, environment, main, run, runnable_kernels

NO_HEADER = "Must specify block header to grind\n"
NO_HEX = "Could not decode block header\n"
NO_SOLUTION = "Could not satisfy difficulty target\n"


def header(ntime=0, nbits=0x1E3EA75F, nonce=0, version=4, prev=bytes(32), root=bytes(32)):
    return (struct.pack("<I", version) + prev + root + struct.pack("<III", ntime, nbits, nonce)).hex()


def target_of(raw):
    bits = struct.unpack("<I", raw[72:76])[0]
    return (bits & 0x7FFFFF) << 8 * ((bits >> 24) - 3)


def is_solved(hexed):
    raw = bytes.fromhex(hexed)
    digest = hashlib.sha256(hashlib.sha256(raw).digest()).digest()
    return len(raw) == 80 and int.from_bytes(digest, "little") <= target_of(raw)


EASY = header(nbits=0x207FFFFF)
# A header of regtest: real predecessor and merkle root, solved by about every second nonce.
REGTEST = ("0000002006226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f"
           "cb4701332b9658df01ef0d7a0e3243e98f74cac4e9c8f3df7b5731f73c52097a58f35365ffff7f2000000000")
# Nobody finds the solution of this one.
HARD = header(nbits=0x17021EC5)


class Contract(Case):
    def assert_solves(self, given, *options):
        result = run("grind", *options, given)
        self.assert_code(result, 0)
        self.assertRegex(result.stdout, r"\A[0-9a-f]{160}\n\Z")
        self.assertEqual(result.stderr, "")
        solved = result.stdout.strip()
        self.assertTrue(is_solved(solved), solved)
        return solved

    def assert_refuses(self, words, message):
        result = run("grind", *words)
        self.assert_code(result, 1)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr, message)

    def test_signet_calibration_headers(self):
        for ntime in range(3):
            given = header(ntime)
            self.assertEqual(self.assert_solves(given)[:152], given[:152], "only the nonce may change")

    def test_a_real_header(self):
        self.assertEqual(self.assert_solves(REGTEST)[:152], REGTEST[:152])

    def test_the_checker_knows_right_from_wrong(self):
        for ntime, nonce in ((0, 124582), (1, 289001), (2, 116402)):
            self.assertTrue(is_solved(header(ntime, nonce=nonce)))
            self.assertFalse(is_solved(header(ntime, nonce=nonce - 1)))

    def test_the_nonce_given_is_ignored_and_hex_may_be_upper_case(self):
        solved = self.assert_solves(header(7, nbits=0x207FFFFF, nonce=0xFFFFFFFF).upper())
        self.assertEqual(solved[:152], header(7, nbits=0x207FFFFF)[:152])

    def test_with_every_kernel(self):
        for kernel in runnable_kernels():
            self.assert_solves(header(5, nbits=0x1F00FFFF), "--kernel", kernel, "-t", 1)

    def test_no_header_and_two_headers(self):
        self.assert_refuses([], NO_HEADER)
        self.assert_refuses([EASY, EASY], NO_HEADER)

    def test_what_is_no_header(self):
        for text in ("", "zz", EASY[:-1], EASY[:-2], EASY + "00", "0x" + EASY[2:], EASY[:-1] + "g"):
            self.assert_refuses([text], NO_HEX)

    def test_targets_that_cannot_be_met(self):
        for nbits in (0, 0x1D800001, 0x1D80FFFF, 0x23000001, 0xFF123456, 0x01003456, 0x20800001):
            self.assert_refuses([header(nbits=nbits)], NO_SOLUTION)

    def test_our_own_errors_are_failures_too(self):
        for words in (["--teapot", EASY], ["--kernel", "teapot", EASY], ["-d", "gpu:9", EASY],
                      ["--every", "never", EASY], ["--stdin", EASY]):
            result = run("grind", *words)
            self.assert_code(result, 1)
            self.assertEqual(result.stdout, "")
            self.assert_says(result.stderr, "^wildcat grind: ")

    def test_a_full_disk_is_no_success(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            result = subprocess.run([WILDCAT, "grind", EASY], stdin=subprocess.DEVNULL, stdout=full,
                                    stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
        self.assertEqual(result.returncode, 1)

    def test_a_signal_ends_it_with_nothing_on_standard_output(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with subprocess.Popen([WILDCAT, "grind", "-t", "1", HARD], stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                time.sleep(0.3)
                code, out, err = self.interrupt(process, number)
            self.assertEqual((code, out), (1, ""))
            self.assert_says(err, "interrupted")


class Beyond(Case):
    def test_rolling_changes_only_what_was_allowed(self):
        given = header(1000, nbits=0x1E3EA75F, version=0x20000000)
        solved = run("grind", "--roll-version", given).stdout.strip()
        self.assertTrue(is_solved(solved))
        version = struct.unpack("<I", bytes.fromhex(solved)[:4])[0]
        self.assertEqual(version & ~0x1FFFE000, 0x20000000)
        self.assertEqual(solved[8:152], given[8:152])
        solved = run("grind", "--roll-ntime", given).stdout.strip()
        self.assertEqual(solved[:136], given[:136])
        self.assertEqual(solved[136:152], given[136:152], "the first nonces come before the next second")

    def test_at_the_end_of_ntime_there_is_nothing_to_roll(self):
        near_the_end = header(0xFFFFFFFF, nbits=0x207FFFFF)
        self.assertTrue(is_solved(run("grind", "--roll-ntime", near_the_end).stdout.strip()))

    def test_a_stream_of_headers_gets_a_line_each(self):
        given = [header(0), "nonsense", header(nbits=0), REGTEST, "", "  " + EASY + " \r"]
        result = subprocess.run([WILDCAT, "grind", "--stdin"], input="\n".join(given), text=True,
                                capture_output=True, timeout=PATIENCE, env=environment(), check=False)
        self.assertEqual(result.returncode, 1)
        lines = result.stdout.split("\n")
        self.assertEqual(len(lines), len(given) + 1)
        for i in (0, 3, 5):
            self.assertTrue(is_solved(lines[i]))
            self.assertEqual(lines[i][:152], given[i].strip()[:152])
        self.assertEqual([lines[i] for i in (1, 2, 4)], ["", "", ""])
        self.assertEqual(result.stderr, "line 2: " + NO_HEX + "line 3: " + NO_SOLUTION + "line 5: " + NO_HEX)

    def test_a_stream_answers_before_the_next_line_comes(self):
        with subprocess.Popen([WILDCAT, "grind", "--stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True, env=environment()) as process:
            for ntime in range(3):
                process.stdin.write(header(ntime, nbits=0x1F00FFFF) + "\n")
                process.stdin.flush()
                self.assertTrue(is_solved(process.stdout.readline().strip()))
            process.stdin.close()
            self.assertEqual(process.wait(PATIENCE), 0)

    def test_every_paces_what_goes_out(self):
        start = time.monotonic()
        result = subprocess.run([WILDCAT, "grind", "--stdin", "--every", "0.3"], input=(EASY + "\n") * 3,
                                text=True, capture_output=True, timeout=PATIENCE, check=False)
        self.assertEqual(result.returncode, 0)
        self.assertGreaterEqual(time.monotonic() - start, 0.9, "sooner than allowed")

    def test_progress_is_for_terminals(self):
        ours, theirs = pty.openpty()
        with subprocess.Popen([WILDCAT, "grind", "-t", "1", HARD], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=theirs) as process:
            os.close(theirs)
            text = ""
            while not re.search(r"hashes at .*H/s, .* to be expected: about .* years", text):
                text += os.read(ours, 4096).decode()
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.communicate(timeout=PATIENCE)[0], b"")
        os.close(ours)


def signet_miner_grind(grind_cmd, headhex):
    """What contrib/signet/miner does with its --grind-cmd, in our words: split as a shell would,
    run without one, take the nonce of what comes out and nothing else."""
    output = subprocess.run(shlex.split(grind_cmd) + [headhex], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, check=True, timeout=PATIENCE).stdout.strip()
    return struct.unpack("<I", bytes.fromhex(output.decode())[76:80])[0]


class SignetMiner(Case):
    def test_in_the_place_of_bitcoin_util(self):
        """The calibration loop, with fewer headers than its 600 (see bench/grind_calls)."""
        with tempfile.TemporaryDirectory() as folder:
            link = os.path.join(folder, "a folder", "wildcat")
            os.mkdir(os.path.dirname(link))
            os.symlink(os.path.abspath(WILDCAT), link)
            command = shlex.quote(link) + " grind"
            for ntime in range(20):
                given = header(ntime)
                nonce = signet_miner_grind(command, given)
                self.assertTrue(is_solved(given[:152] + struct.pack("<I", nonce).hex()))

    def test_a_failure_is_an_exception_there(self):
        with self.assertRaises(subprocess.CalledProcessError):
            signet_miner_grind(shlex.quote(WILDCAT) + " grind", header(nbits=0))


if __name__ == "__main__":
    main()
