# SPDX-License-Identifier: MIT
"""Many workers, and every second something bad happens to one of their connections. Memory stays
flat, no descriptor leaks, and every share of every worker is accounted for.

Half an hour with 200 workers; WILDCAT_SOAK_SECONDS and WILDCAT_SOAK_WORKERS change that."""

import asyncio
import os
import random
import re
import signal
import socket
import statistics
import struct
import subprocess
import tempfile
import time

from support import (PATIENCE, WILDCAT, Case, environment, events_of, main, named, practice_pool, read)

SECONDS = float(os.environ.get("WILDCAT_SOAK_SECONDS", 1800))
WORKERS = int(os.environ.get("WILDCAT_SOAK_WORKERS", 200))


class Relay:
    """Stands between miner and pool, and does something to a connection when told to."""

    def __init__(self, pool, seed):
        self.pool = pool
        self.random = random.Random(seed)
        self.links = set()
        self.done = {}

    async def serve(self):
        self.server = await asyncio.start_server(self.link, "127.0.0.1", 0, backlog=4096)
        return self.server.sockets[0].getsockname()[1]

    async def link(self, reader, writer):
        host, port = self.pool.rsplit(":", 1)
        try:
            to_pool = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.transport.abort()
            return
        link = Link(reader, writer, *to_pool)
        self.links.add(link)
        try:
            await link.run()
        finally:
            self.links.discard(link)

    def misfortune(self):
        """Does one of Link's misfortunes to a random connection."""
        if not self.links:
            return
        link = self.random.choice(sorted(self.links, key=id))
        kind = self.random.choice(Link.misfortunes)
        getattr(link, kind)()
        self.done[kind] = self.done.get(kind, 0) + 1


class Link:
    """One connection through the relay."""

    misfortunes = ("close", "reset", "stall", "garbage", "half_line", "cut_upwards")

    def __init__(self, reader, writer, pool_reader, pool_writer):
        self.miner = writer
        self.pool = pool_writer
        self.pumps = ((reader, pool_writer), (pool_reader, writer))
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.upward_room = None  # bytes to let through before the cut

    async def run(self):
        pumps = [asyncio.ensure_future(self.pump(*ends)) for ends in self.pumps]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        self.close()

    async def pump(self, reader, writer):
        while data := await reader.read(65536):
            await self.flowing.wait()
            if writer is self.pool and self.upward_room is not None:
                writer.write(data[:self.upward_room])
                return
            writer.write(data)
            await writer.drain()

    def close(self):
        self.miner.close()
        self.pool.close()

    def reset(self):
        sock = self.miner.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.miner.transport.abort()
        self.pool.transport.abort()

    def stall(self):
        self.flowing.clear()
        asyncio.get_running_loop().call_later(random.uniform(1, 10), self.flowing.set)

    def garbage(self):
        self.miner.write(b"\x00\xff{]} no message\n")

    def half_line(self):
        self.miner.write(b'{"id":null,"method":"mining.no')
        self.close()

    def cut_upwards(self):
        self.upward_room = random.randrange(0, 60)


def resident_kib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def descriptors(pid):
    return len(os.listdir("/proc/%d/fd" % pid))


class Soak(Case):
    async def trouble(self, address, start_miner):
        """Runs miner and relay for the whole time; samples of memory and descriptors."""
        seed = random.randrange(1 << 32)
        relay = Relay(address, seed)
        port = await relay.serve()
        miner = start_miner("127.0.0.1:%d" % port, seed)
        samples = []
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and miner.poll() is None:
            await asyncio.sleep(1)
            relay.misfortune()
            if miner.poll() is None:
                samples.append((resident_kib(miner.pid), descriptors(miner.pid)))
        # Let what is under way be answered, without further trouble.
        await asyncio.sleep(15)
        self.assertIsNone(miner.poll(), "the miner has ended by itself")
        miner.send_signal(signal.SIGINT)
        deadline = time.monotonic() + PATIENCE
        while miner.poll() is None and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        relay.server.close()
        return relay, samples

    def test_every_share_is_accounted_for(self):
        with tempfile.TemporaryDirectory() as folder, practice_pool(
                "-q", "--difficulty", 0.0001, "--share-interval", 3, "--job-interval", 7,
                "--block-interval", 30) as (pool, address):
            path = os.path.join(folder, "events")

            def start_miner(url, seed):
                return subprocess.Popen(
                    [WILDCAT, "-o", url, "-u", "soak.%n", "--workers", str(WORKERS), "--seed", str(seed),
                     "--hashrate", "2M", "--retry-pause", "0.5", "-q", "--events", path],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    env=environment())

            relay, samples = asyncio.run(self.trouble(address, start_miner))
            with open(path, encoding="utf-8") as file:
                events = events_of(file.read())
            self.interrupt(pool)
            pool_says = read(pool.log)
        self.assertEqual(events[-1]["code"], 0, events[-1])
        self.check_accounts(events, int(re.search(r"shares: (\d+) accepted", pool_says).group(1)))
        self.check_memory(samples)
        print("misfortunes:", relay.done, "\nRSS KiB, descriptors:", samples[::max(1, len(samples) // 12)],
              "\ntotals:", events[-1]["totals"], "\npool:", pool_says.splitlines()[-1])

    def check_accounts(self, events, accepted_by_pool):
        rows = named(events, "worker")
        self.assertEqual(len(rows), WORKERS)
        for row in rows:
            self.assertEqual(row["shares"], row["accepted"] + row["rejected"] + row["stale"] +
                             row["lost"] + row["withheld"], row)
        totals = events[-1]["totals"]
        self.assertGreater(totals["accepted"], 0)
        # What the pool accepted and we never heard of is among the lost, and nothing else is
        # missing.
        self.assertGreaterEqual(accepted_by_pool, totals["accepted"])
        self.assertLessEqual(accepted_by_pool - totals["accepted"], totals["lost"])

    def check_memory(self, samples):
        quarter = len(samples) // 4
        for which, allowance in ((0, 4096), (1, WORKERS // 10 + 8)):
            early = statistics.median(s[which] for s in samples[quarter:2 * quarter])
            late = statistics.median(s[which] for s in samples[3 * quarter:])
            self.assertLessEqual(late, early * 1.1 + allowance, samples)


if __name__ == "__main__":
    main()
