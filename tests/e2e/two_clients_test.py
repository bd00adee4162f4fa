# SPDX-License-Identifier: MIT
"""Two clients on one practice pool for a minute: no reject, no duplicate, no missed canary."""

import signal

from support import PATIENCE, Case, accepted, events_of, main, named, practice_pool, read, started

SECONDS = 60


class TwoClients(Case):
    def test_a_minute_together(self):
        with practice_pool("--difficulty", 0.005, "--share-interval", 1, "--job-interval", 5,
                           "--block-interval", 1000000) as (pool, address):
            shares = []
            clients = [started("-o", address, "-u", "client%d" % i, "-t", 1, "--max-seconds", SECONDS,
                               "--events", "-") for i in range(2)]
            with clients[0] as first, clients[1] as second:
                for process in (first, second):
                    out, err = process.communicate(timeout=SECONDS + PATIENCE)
                    self.assertEqual(process.returncode, 0, err)
                    shares.append(self.check(events_of(out)))
            pool.send_signal(signal.SIGTERM)
            self.assertEqual(pool.wait(PATIENCE), 0)
            counted = read(pool.log)
        self.assertEqual(len(set(shares[0]) & set(shares[1])), 0, "the clients searched the same work")
        self.assert_says(counted, r"%d accepted" % (len(shares[0]) + len(shares[1])),
                         r"\b0 stale, 0 duplicate, 0 low difficulty")

    def check(self, events):
        """One client's run; the hashes of its accepted shares."""
        self.assertEqual([e for e in named(events, "share") if e["result"] != "accepted"], [])
        self.assertEqual(named(events, "hardware_error") + named(events, "device_failed"), [])
        canaries = named(events, "canary")
        self.assertTrue(canaries)
        self.assertEqual([e for e in canaries if e["missed"]], [])
        self.assertTrue(named(events, "rate"))
        hashes = [e["hash"] for e in accepted(events)]
        self.assertGreaterEqual(len(hashes), 5)
        self.assertEqual(len(set(hashes)), len(hashes), "a share was sent twice")
        return hashes


if __name__ == "__main__":
    main()
