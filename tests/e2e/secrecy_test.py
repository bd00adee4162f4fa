# SPDX-License-Identifier: MIT
"""A password is sent to the pool and appears nowhere else, whatever way it was given."""

import json
import os
import tempfile

from support import Case, ScriptedPool, main, practice_pool, read, run

SECRET = "hunter2-correct-horse"


class Secrecy(Case):
    def everything(self, address, folder, options):
        """All that the program wrote with every output turned on."""
        events = os.path.join(folder, "events.json")
        result = run("-o", address, "-P", "-D", "--max-shares", 1, "--max-seconds", 60, "--retries", 0,
                     "--events", events, *options)
        with open(events, encoding="utf-8") as file:
            return result, result.stdout + result.stderr + file.read()

    def test_every_way_to_give_it(self):
        with tempfile.TemporaryDirectory() as folder, practice_pool(
                "--user", "alice", "--pass", SECRET, "--difficulty", 0.0005, "-D") as (pool, address):
            config, secret = os.path.join(folder, "conf"), os.path.join(folder, "secret")
            with open(config, "w", encoding="utf-8") as file:
                file.write("user = alice\npass = %s\n" % SECRET)
            with open(secret, "w", encoding="utf-8") as file:
                file.write(SECRET + "\n")
            for options in (["-u", "alice", "-p", SECRET], ["-O", "alice:" + SECRET],
                            ["-u", "alice", "--pass-file", secret], ["-c", config]):
                with self.subTest(options=options[:1]):
                    result, text = self.everything(address, folder, options)
                    self.assert_code(result, 0)
                    self.assertIn("mining.authorize", text, "the dump shows the request")
                    self.assertNotIn(SECRET, text)
            result, text = self.everything("stratum+tcp://alice:%s@%s" % (SECRET, address), folder, [])
            self.assert_code(result, 0)
            self.assertNotIn(SECRET, text)
            self.assertNotIn(SECRET, read(pool.log))

    def test_refused_and_unreachable(self):
        with tempfile.TemporaryDirectory() as folder:
            with practice_pool("--user", "alice", "--pass", "another") as (_, address):
                result, text = self.everything(address, folder, ["-u", "alice", "-p", SECRET])
                self.assert_code(result, 5)
                self.assertNotIn(SECRET, text)
            result, text = self.everything("127.0.0.1:1", folder, ["-u", "alice", "-p", SECRET])
            self.assert_code(result, 4)
            self.assertNotIn(SECRET, text)

    def test_a_pool_that_repeats_it(self):
        def parrot(connection):
            connection.handshake()
            connection.notify("client.show_message", "your password is " + SECRET)
            connection.notify("mining.dance", SECRET)
            connection.send_bytes(b"not json " + SECRET.encode() + b"\n")
            connection.good_job("job-" + SECRET)
            request = connection.receive()
            while request is not None and request.get("method") != "mining.submit":
                request = connection.receive()
            if request is not None:
                connection.send(id=request["id"], result=None, error=[20, "no, " + SECRET, None])
                connection.good_job()
                connection.serve()

        with tempfile.TemporaryDirectory() as folder, ScriptedPool(parrot) as pool:
            result, text = self.everything(pool.url, folder, ["-u", "alice", "-p", SECRET])
        self.assert_code(result, 0)
        self.assertIn("your password is ***", text)
        self.assertNotIn(SECRET, text)

    def test_the_record_of_a_pool_that_repeats_it(self):
        def parrot(connection):
            if connection.handshake():
                connection.good_job("job-" + SECRET)
                connection.serve()

        with tempfile.TemporaryDirectory() as folder, ScriptedPool(parrot) as pool:
            record = os.path.join(folder, "run.record")
            result, _ = self.everything(pool.url, folder,
                                        ["-u", "alice", "-p", SECRET, "--record", record])
            self.assert_code(result, 0)
            with open(record, encoding="utf-8") as file:
                recorded = file.read()
            self.assertNotIn(SECRET, recorded)
            self.assertIn("job-***", recorded)
            replayed = run("replay", record)
            self.assert_code(replayed, 0)

    def test_a_pool_that_repeats_it_escaped(self):
        odd = "hunter2\\\"and/<\u00e4>"

        def parrot(connection):
            connection.handshake()
            for ascii_only in (True, False):
                line = json.dumps({"id": None, "method": "mining.dance", "params": [odd]},
                                  ensure_ascii=ascii_only)
                for text in (line, line.replace("/", "\\/"), line.replace("<", "\\u003c").replace(
                        ">", "\\u003e")):
                    connection.send_bytes(text.encode() + b"\n")
            connection.good_job()
            connection.serve()

        with tempfile.TemporaryDirectory() as folder, ScriptedPool(parrot) as pool:
            result, text = self.everything(pool.url, folder, ["-u", "alice", "-p", odd])
        self.assert_code(result, 0)
        self.assertIn("mining.dance", text)
        self.assertNotIn("hunter2", text)

    def test_usage_errors(self):
        for words in (["-O", SECRET], ["-o", "ftp://alice:%s@h:1" % SECRET],
                      ["-o", "stratum+tcp://alice:%s@h:99999" % SECRET],
                      ["-u", "a", "-p", SECRET, "-O", "a:" + SECRET], ["--passs=" + SECRET],
                      ["mine", SECRET], ["-q", SECRET]):
            result = run(*words)
            self.assert_code(result, 1)
            self.assertNotIn(SECRET, result.stdout + result.stderr)


if __name__ == "__main__":
    main()
