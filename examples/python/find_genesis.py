# SPDX-License-Identifier: MIT
"""Finds the nonce of Bitcoin's first block again, from Python."""

import wildcat

HEADER = bytes.fromhex(
    "01000000" + "00" * 32 + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a" + "29ab5f49"
    + "ffff001d" + "00000000")

with wildcat.Searcher() as searcher:
    result = searcher.search(HEADER, nonces=range(2083000000, 2084000000))
hit = result.found[0]
print(f"nonce {int.from_bytes(hit.header[76:], 'little')}, block {hit.hash[::-1].hex()}")
