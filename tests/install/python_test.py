# SPDX-License-Identifier: MIT
"""examples/python/wildcat.py on the installed library, judged by hashlib."""

import hashlib
import struct
import threading
import unittest

import wildcat


def sha256d(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def header(ntime=0, nbits=0x1F00FFFF):
    return struct.pack("<I64xIII", 4, ntime, nbits, 0)


class Module(unittest.TestCase):
    def test_finds_what_the_header_asks_for(self):
        with wildcat.Searcher(threads=2) as searcher:
            for ntime in range(5):
                result = searcher.search(header(ntime))
                self.assertEqual(result.end, "found")
                hit = result.found[0]
                self.assertEqual(hit.header[:76], header(ntime)[:76])
                self.assertEqual(hit.hash, sha256d(hit.header))
                self.assertLessEqual(int.from_bytes(hit.hash, "little"), 0xFFFF << 8 * (0x1F - 3))

    def test_finds_everything_in_a_range(self):
        target = (1 << 250) - 1
        expected = {n for n in range(4000, 9000)
                    if int.from_bytes(sha256d(header()[:76] + struct.pack("<I", n)), "little") <= target}
        with wildcat.Searcher(threads=2) as searcher:
            result = searcher.search(header(), target=target, nonces=range(4000, 9000), max_found=0)
        self.assertEqual(result.end, "exhausted")
        self.assertEqual(result.hashes, 5000)
        self.assertEqual({struct.unpack("<I", hit.header[76:])[0] for hit in result.found}, expected)

    def test_is_cancelled_by_another_thread(self):
        with wildcat.Searcher(threads=1) as searcher:
            searcher.start(header(), target=1)
            self.assertIsNone(searcher.wait(0.01))
            threading.Timer(0.05, searcher.cancel).start()
            self.assertEqual(searcher.wait().end, "cancelled")

    def test_checks_many(self):
        headers = [header(n) for n in range(1000)]
        target = 1 << 254
        with wildcat.Checker() as checker:
            bits = checker.check(b"".join(headers), target)
            hashes = checker.hash(b"".join(headers))
            own = checker.check_each(b"".join(headers), [0 if n % 3 else (1 << 256) - 1 for n in range(1000)])
        self.assertEqual(bits, [int.from_bytes(sha256d(h), "little") <= target for h in headers])
        self.assertEqual(hashes, [sha256d(h) for h in headers])
        self.assertEqual(own, [n % 3 == 0 for n in range(1000)])

    def test_small_things(self):
        self.assertEqual(wildcat.hash_header(header()), sha256d(header()))
        self.assertEqual(wildcat.target_from_nbits(0x1D00FFFF), 0xFFFF << 208)
        self.assertEqual(wildcat.target_from_difficulty(1.0), 0xFFFF << 208)
        self.assertRegex(wildcat.version(), r"^\d+\.\d+\.\d+$")

    def test_errors_are_exceptions_with_a_reason(self):
        with self.assertRaisesRegex(wildcat.WildcatError, "abacus"):
            wildcat.Searcher(kernel="abacus")
        with self.assertRaises(wildcat.WildcatError) as caught:
            wildcat.target_from_nbits(0)
        self.assertEqual(caught.exception.status, 1)
        with self.assertRaises(ValueError):
            wildcat.hash_header(b"short")
        with wildcat.Searcher(threads=1) as searcher, self.assertRaisesRegex(wildcat.WildcatError, "start"):
            searcher.wait()


if __name__ == "__main__":
    unittest.main(verbosity=2)
