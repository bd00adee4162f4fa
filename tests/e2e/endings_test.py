# SPDX-License-Identifier: MIT
"""How the program ends: every exit code that can be met from outside, signals, a full disk."""

import ctypes
import errno
import os
import platform
import resource
import signal
import socket
import subprocess
import tempfile

from support import (PATIENCE, WILDCAT, Case, ScriptedPool, absent, environment, events_of, free_port, listed_kernels, main,
                     named, practice_pool, run, started, wait_for_line)


def refuse_affinity():
    """From now on sched_getaffinity fails with EPERM in this process, as in some sandboxes."""
    number = {"x86_64": 204, "aarch64": 123}[platform.machine()]

    class Instruction(ctypes.Structure):
        _fields_ = [("code", ctypes.c_ushort), ("if_true", ctypes.c_ubyte), ("if_false", ctypes.c_ubyte),
                    ("k", ctypes.c_uint)]

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(Instruction))]

    load, equal, give = 0x20, 0x15, 0x06  # BPF: a word of seccomp_data, a comparison, the verdict
    rules = (Instruction * 4)((load, 0, 0, 0), (equal, 0, 1, number), (give, 0, 0, 0x00050000 | errno.EPERM),
                              (give, 0, 0, 0x7FFF0000))
    no_new_privileges, set_seccomp, filter_mode = 38, 22, 2
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(set_seccomp, filter_mode, ctypes.byref(Program(4, rules))):
        raise OSError(ctypes.get_errno(), "seccomp")


class ExitCodes(Case):
    def test_0_time_as_asked(self):
        result = run("--max-seconds", 1, "--events", "-")
        self.assert_code(result, 0)
        self.assertEqual(events_of(result.stdout)[-1]["name"], "ok")

    def test_2_full_disk(self):
        result = run("--max-seconds", 60, "--events", "/dev/full")
        self.assert_code(result, 2)
        self.assert_says(result.stdout + result.stderr, "/dev/full", "no space left")

    def test_2_limit_of_a_file_s_size(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "events")
            limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
            result = run("--max-seconds", 60, "--events", path, preexec_fn=limit)
        self.assert_code(result, 2)
        self.assert_says(result.stdout + result.stderr, path, "file too large")

    def test_a_sandbox_that_refuses_the_affinity_mask(self):
        for words in (["devices"], ["mine", "--max-shares", "1"]):
            result = run(*words, preexec_fn=refuse_affinity)
            self.assert_code(result, 0)

    def test_2_events_in_no_folder(self):
        result = run("--events", absent("events"))
        self.assert_code(result, 2)
        self.assert_says(result.stdout + result.stderr, absent("events"), "no such file")

    def test_2_reader_of_events_leaves(self):
        with subprocess.Popen([WILDCAT, "--max-seconds", "60", "--events", "-"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment()) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(PATIENCE), 2)
            self.assert_says(process.stderr.read(), "broken pipe")

    def test_2_practice_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            result = run("practice", "--port", port)
        self.assert_code(result, 2)
        self.assert_says(result.stdout + result.stderr, str(port), "in use")

    def test_3_no_such_device(self):
        result = run("-d", "cpu:99", "--events", "-")
        self.assert_code(result, 3)
        self.assert_says(result.stderr, "cpu:99", "cpu:0")
        self.assertEqual(events_of(result.stdout)[-1]["name"], "no-device")

    def test_3_kernel_that_cannot_run_here(self):
        kernels = listed_kernels()
        names = {kernel["kernel"] for kernel in kernels}
        for name in {k["kernel"] for k in kernels if k["self_test"] == "not runnable"}:
            result = run("--kernel", name)
            self.assert_code(result, 3)
            self.assert_says(result.stderr, name)
        self.assertIn("scalar", names)

    def test_4_unreachable(self):
        url = "127.0.0.1:%d" % free_port()
        result = run("-o", url, "-u", "a", "--retries", 1, "--retry-pause", 0.05, "--events", "-")
        self.assert_code(result, 4)
        events = events_of(result.stdout)
        self.assertEqual(len(named(events, "disconnect")), 2)
        self.assertIsNone(named(events, "disconnect")[-1]["retry_ms"])
        self.assertEqual(events[-1]["name"], "pool-unreachable")
        self.assert_says(result.stderr, url)

    def test_4_no_such_host(self):
        result = run("-o", "no-such-host.invalid:3333", "-u", "a", "--retries", 0)
        self.assert_code(result, 4)
        self.assert_says(result.stderr, "no-such-host.invalid")

    def test_5_refused(self):
        with practice_pool("--user", "alice", "--pass", "right") as (_, address):
            result = run("-o", address, "-u", "alice", "-p", "wrong", "--retries", 0, "--events", "-")
        self.assert_code(result, 5)
        self.assertEqual(events_of(result.stdout)[-1]["name"], "refused")

    def test_7_time_before_shares(self):
        # The network's target as far away as the shares': a block is a share too.
        with practice_pool("--fixed-difficulty", 1000000, "--nbits", "17034219") as (_, address):
            for limit in ("--max-shares", "--max-blocks"):
                result = run("-o", address, "-u", "a", "--max-seconds", 1, limit, 5, "--events", "-")
                self.assert_code(result, 7)
                self.assert_says(events_of(result.stdout)[-1]["reason"], "0 of 5")


class Signals(Case):
    def test_a_signal_is_a_clean_stop_with_totals(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number), started("--events", "-") as process:
                wait_for_line(process.stdout, '"event":"rate"')
                code, out, err = self.interrupt(process, number)
                self.assertEqual(code, 0, err)
                last = events_of(out)[-1]
                self.assertEqual(last["event"], "exit")
                self.assertGreater(last["totals"]["hashes"], 0)
                self.assert_says(err, "goodbye", "canaries")

    def test_a_pool_that_no_longer_answers_does_not_hold_up_the_end(self):
        def mute(connection):
            connection.handshake()
            connection.good_job()
            connection.receive()
            while connection.sock.recv(65536):
                pass

        with ScriptedPool(mute) as pool, started("-o", pool.url, "-u", "a", "--events",
                                                  "-") as process:
            wait_for_line(process.stdout, '"event":"job"')
            code, out, _ = self.interrupt(process)
            self.assertEqual(code, 0)
            self.assertEqual(events_of(out)[-1]["event"], "exit")

    def test_the_practice_pool_stops_too(self):
        with practice_pool() as (process, _):
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(PATIENCE), 0)

    def test_while_waiting_to_reconnect(self):
        url = "127.0.0.1:%d" % free_port()
        with started("-o", url, "-u", "a", "--retry-pause", 30, "--events", "-") as process:
            wait_for_line(process.stdout, '"event":"disconnect"')
            code, out, _ = self.interrupt(process)
            self.assertEqual(code, 0)
            self.assertEqual(events_of(out)[-1]["reason"], "interrupted")


class Config(Case):
    def test_a_config_file_does_what_the_command_line_does(self):
        with tempfile.TemporaryDirectory() as folder, practice_pool(
                "--user", "bob", "--pass", "from-file", "--difficulty", 0.0005) as (_, address):
            path = os.path.join(folder, "wildcat.conf")
            with open(path, "w", encoding="utf-8") as file:
                file.write("# ours\nurl = %s\nuser = bob\npass = from-file\nmax-shares = 1\n"
                           "events = -\nretries = 0\n" % address)
            result = run("-c", path)
        self.assert_code(result, 0)
        self.assertEqual(named(events_of(result.stdout), "authorize")[0]["user"], "bob")


if __name__ == "__main__":
    main()
