# SPDX-License-Identifier: MIT
"""Pools that misbehave. In every case the program says what was wrong, stays alive, and mines on
the good job that follows, on the same connection or the next: exit code 0 after one share."""

import json
import os
import tempfile

from support import Case, ScriptedPool, events_of, job, main, named, run


def then_good(bad):
    """A pool that does `bad` after the handshake and then behaves."""

    def script(connection):
        if connection.handshake():
            bad(connection)
            connection.good_job()
            connection.serve()

    return script


def leaving(where):
    """A pool whose first connection ends at a step, and whose second behaves."""

    def script(connection):
        if connection.number > 0:
            then_good(lambda _: None)(connection)
        elif where == "after a job":
            connection.handshake()
            connection.good_job()
        elif where != "at once":
            connection.handshake(until=where)

    return script


class BadPool(Case):
    def mine(self, script, *options):
        with ScriptedPool(script) as pool:
            result = run("-o", pool.url, "-u", "name", "--retry-pause", 0.05, "--max-shares", 1,
                         "--max-seconds", 60, "--events", "-", *options)
        self.assertEqual(pool.errors, [])
        self.assert_code(result, 0)
        return events_of(result.stdout), pool

    def complaints(self, events):
        return "\n".join(e.get("text", "") + e.get("reason", "")
                         for e in named(events, "warning") + named(events, "disconnect"))

    def puts_up_with(self, bad, *parts):
        events, pool = self.mine(then_good(bad))
        self.assert_says(self.complaints(events), *parts)
        return events, pool

    def test_garbage(self):
        self.puts_up_with(lambda c: c.send_bytes(b"\x00\xfe\xff not json at all\n"), "json")

    def test_half_a_line(self):
        def script(connection):
            if connection.number == 0:
                connection.handshake()
                connection.send_bytes(b'{"id":null,"method":"mining.not')
            else:
                then_good(lambda _: None)(connection)

        events, pool = self.mine(script)
        self.assertEqual(len(named(events, "disconnect")) >= 1, True)
        self.assertEqual(len(pool.connections), 2)

    def test_ten_megabytes_without_a_newline(self):
        def script(connection):
            if connection.number == 0:
                connection.handshake()
                for _ in range(160):
                    connection.send_bytes(b"x" * 65536)
                connection.serve()
            else:
                then_good(lambda _: None)(connection)

        events, _ = self.mine(script)
        self.assert_says(self.complaints(events), "line")

    def test_wrong_types(self):
        self.puts_up_with(lambda c: c.notify("mining.notify", 1, 2, 3, 4, 5, 6, 7, 8, 9), "notify")
        self.puts_up_with(lambda c: c.send(id=None, method="mining.notify", params={"a": 1}),
                          "notify|params")
        self.puts_up_with(lambda c: c.notify("mining.set_difficulty", "a lot"), "difficulty")
        self.puts_up_with(lambda c: c.send_bytes(b"[1,2,3]\n"), "object|json|array")

    def test_bad_jobs(self):
        for changes, part in (({"branch": ["11" * 32] * 33}, "branch|33"),
                              ({"nbits": "00000000"}, "nbits"),
                              ({"coinb1": "010"}, "coinb1|coinbase|odd"),
                              ({"prev_hash": "00"}, "prev"),
                              ({"branch": ["11" * 31]}, "branch|hash"),
                              ({"version": "zz"}, "version"),
                              ({"ntime": ""}, "ntime")):
            with self.subTest(**changes):
                self.puts_up_with(lambda c, f=changes: c.notify("mining.notify", *job("bad", **f)),
                                  part)

    def test_too_few_parameters(self):
        self.puts_up_with(lambda c: c.notify("mining.notify", "only", "three", "words"), "notify")

    def test_difficulties(self):
        for value in (-1, 0):
            with self.subTest(value=value):
                self.puts_up_with(lambda c, v=value: c.notify("mining.set_difficulty", v),
                                  "difficulty")

    def test_a_changed_extranonce_size(self):
        def change(connection):
            connection.notify("mining.set_extranonce", "feedf00d", 2)

        _, pool = self.mine(then_good(change))
        submits = [s for c in pool.connections for s in c.submits]
        self.assertTrue(submits)
        self.assertEqual(len(submits[0][2]), 4, "two bytes of extranonce2 in hex")

    def test_a_mask_of_zero(self):
        _, pool = self.mine(then_good(lambda c: c.notify("mining.set_version_mask", "00000000")))
        submit = [s for c in pool.connections for s in c.submits][0]
        self.assertEqual(int(submit[5], 16) if len(submit) > 5 else 0, 0)

    def test_a_reply_to_nothing(self):
        self.puts_up_with(lambda c: c.send(id=4711, result=True, error=None), "4711|never")

    def test_an_unknown_method(self):
        self.puts_up_with(lambda c: c.notify("mining.dance", 1), "mining.dance")

    def test_leaving_at_each_step(self):
        for where in ("at once", "mining.configure", "mining.subscribe", "mining.authorize",
                      "after a job"):
            with self.subTest(where=where):
                events, pool = self.mine(leaving(where))
                self.assertGreaterEqual(len(pool.connections), 2)
                self.assertTrue(named(events, "disconnect")[0]["reason"])

    def test_an_empty_line_and_many_messages_in_one(self):
        def mixed(connection):
            connection.send_bytes(b"\n\r\n" + b'{"id":null,"method":"client.show_message",'
                                  b'"params":["hello"]}\r\n' * 3)

        events, _ = self.mine(then_good(mixed))
        self.assertEqual(len(named(events, "message")), 3)

    def test_terminal_control_characters_do_not_reach_the_console(self):
        def paint(connection):
            connection.notify("client.show_message", "red \u001b[31m alert\u0007")

        with ScriptedPool(then_good(paint)) as pool:
            result = run("-o", pool.url, "-u", "name", "--max-shares", 1, "--max-seconds", 60)
        self.assert_code(result, 0)
        self.assert_says(result.stdout, "red .*alert")
        self.assertNotIn("\u001b", result.stdout)
        self.assertNotIn("\u0007", result.stdout)

    def test_control_characters_in_job_ids_and_lines_do_not_either(self):
        def paint(connection):
            connection.notify("mining.notify", *job("\u001b[31m\u009b31m"))
            # Raw bytes too, as no JSON writer would send them.
            connection.send_bytes(json.dumps({"id": None, "method": "mining.notify", "params": job(
                "raw@")}).replace("@", "\u009b\u001b[5m").encode() + b"\n")
            connection.send_bytes(b"\x1b[31m\xff\x9b not json\r\n")

        for dump in ([], ["-P"]):
            with self.subTest(dump=dump), tempfile.TemporaryDirectory() as folder, ScriptedPool(
                    then_good(paint)) as pool:
                path = os.path.join(folder, "events")
                result = run("-o", pool.url, "-u", "name", "--max-shares", 1, "--max-seconds", 60,
                             "--events", path, "-D", *dump)
                with open(path, "rb") as file:
                    events_of(file.read().decode("utf-8"))
                self.assert_code(result, 0)
                self.assertNotRegex(result.stdout + result.stderr, "[\x00-\x09\x0b-\x1f\x7f-\U0010ffff]")

    def test_job_ids_that_are_no_utf8(self):
        def bytes_in_id(connection):
            line = json.dumps({"id": None, "method": "mining.notify", "params": job("id@")})
            connection.send_bytes(line.encode().replace(b"@", b"\xff\xc3") + b"\n")

        with tempfile.TemporaryDirectory() as folder, ScriptedPool(then_good(bytes_in_id)) as pool:
            path = os.path.join(folder, "events")
            result = run("-o", pool.url, "-u", "name", "--max-shares", 1, "--max-seconds", 60,
                         "--events", path)
            self.assert_code(result, 0)
            with open(path, "rb") as file:
                events_of(file.read().decode("utf-8"))


if __name__ == "__main__":
    main()
