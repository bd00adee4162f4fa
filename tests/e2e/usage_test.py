# SPDX-License-Identifier: MIT
"""Help, and wrong input on the command line: the message names cause and remedy, the code is 1."""

import os
import re
import tempfile

from support import Case, main, run

SUBCOMMANDS = ("mine", "practice", "devices", "grind", "bench", "version", "help")


class Help(Case):
    def test_overview_names_every_subcommand(self):
        for words in (["help"], ["--help"], ["-h"]):
            result = run(*words)
            self.assert_code(result, 0)
            for name in SUBCOMMANDS:
                self.assertRegex(result.stdout, r"(?m)^  %s " % name)

    def test_every_subcommand_explains_itself(self):
        for name in SUBCOMMANDS:
            result = run("help", name)
            self.assert_code(result, 0)
            self.assert_says(result.stdout, "usage: wildcat", "examples:", "exit codes:")
            self.assertEqual(result.stdout, run(name, "--help").stdout)
            self.assertEqual(result.stdout, run(name, "-h").stdout)

    def test_every_option_in_the_help_is_accepted(self):
        values = {"FILE": "/dev/null", "N": "1", "SECONDS": "1", "HEX": "1fffe000", "URL": "h:1",
                  "NAME": "sha256d", "PASSWORD": "x", "NAME:PASSWORD": "a:b", "LIST": "cpu:0",
                  "ADDRESS": "127.0.0.1", "D": "1", "BYTES": "4", "RATE": "500k",
                  "KIND": "duplicate", "FINGERPRINT": "sha256:00", "CELSIUS": "80"}
        for name in SUBCOMMANDS:
            options = re.findall(r"(?m)^ {2,6}(?:-\w, )?--([\w-]+) ?([A-Z:]*)", run("help", name).stdout)
            self.assertTrue(options, name)
            for option, argument in options:
                words = ["--" + option] + ([values[argument]] if argument else [])
                # --help afterwards: parsed completely, but nothing is started.
                result = run(name, *words, *([] if option == "help" else ["--help"]))
                self.assert_code(result, 0)

    def test_every_known_option_is_in_the_help(self):
        text = run("help", "mine").stdout
        for option in ("-o, --url", "-u, --user", "-p, --pass", "--pass-file", "-O, --userpass",
                       "-t, --threads", "-a, --algo", "-d, --devices", "--kernel", "-q, --quiet",
                       "-D, --debug", "-P, --protocol-dump", "-c, --config", "--no-color",
                       "--retries", "--retry-pause", "--max-seconds", "--max-shares",
                       "--max-blocks", "--events", "--idle", "--no-pin", "--no-version-rolling",
                       "--version-mask", "--suggest-difficulty", "--max-rejects", "--workers",
                       "--i-own-this-pool", "--hashrate", "--shares-per-minute", "--difficulty",
                       "--seed", "--benchmark", "-x, --proxy", "--tls-ca", "--tls-fingerprint",
                       "--tls-first-use", "--tls-insecure", "--pool-strategy", "--quota",
                       "--keep-alive"):
            self.assertIn(option, text)


class BadInput(Case):
    def refuse(self, words, *parts, **extra):
        result = run(*words, **extra)
        self.assert_code(result, 1)
        self.assertEqual(result.stdout, "")
        self.assert_says(result.stderr, *parts)

    def test_unknown_subcommand(self):
        self.refuse(["mien"], "unknown subcommand 'mien'", r"did you mean mine\? ")
        self.refuse(["xyzzy"], "unknown subcommand 'xyzzy'", "there are mine, practice, ")
        self.refuse(["help", "devics"], "did you mean devices")

    def test_unknown_option(self):
        self.refuse(["mine", "--max-share", "5"], "unknown option", "--max-shares")
        self.refuse(["--max-share", "5"], "unknown option", "--max-shares")
        self.refuse(["practice", "--prot", "5"], "unknown option", "--port")
        self.refuse(["mine", "--qqqqqqqq"], "unknown option", "wildcat help mine")

    def test_values(self):
        self.refuse(["-t", "0"], "--threads is '0'", "leave the option out")
        self.refuse(["-t", "-1"], "--threads")
        self.refuse(["--max-seconds", "soon"], "--max-seconds is 'soon'")
        self.refuse(["-a", "scrypt"], "sha256d")
        self.refuse(["-t"], "threads")
        self.refuse(["-q", "-D"], "--quiet together with --debug")
        self.refuse(["--hashrate", "fast"], "--hashrate is 'fast'", "500k")
        self.refuse(["--workers", "10001"], "--workers", "from 1 to 10000")
        self.refuse(["--benchmark", "--max-shares", "1"], "--benchmark together with --max-shares")
        self.refuse(["stray"], "stray")
        self.refuse(["mine", "stray"], "unexpected argument after 'mine'")

    def test_urls(self):
        for url in ("nowhere:port", "pool.example:0", "pool.example:65536", "http://pool.example:1",
                    "stratum+tcp://:3333", ""):
            self.refuse(["-o", url, "-u", "name"], "--url")
        self.refuse(["-o", "pool.example:3333/path", "-u", "name"], "no path")
        self.refuse(["-o", "pool.example:3333"], "--user")
        for url, words in (("stratum+tcp:pool.example", "'//' is missing"), ("::1:3333", "brackets"),
                           ("me@mail.org@pool.example", "%40.*-u, -p"), (" pool.example", "blank")):
            self.refuse(["-o", url, "-u", "name"], "--url", words)

    def test_a_name_that_fits_no_line(self):
        """No pool has refused it, so it is a wrong value."""
        result = run("-o", "127.0.0.1:1", "-u", "n" * 600, "--retries", 0)
        self.assert_code(result, 1)
        self.assert_says(result.stdout + result.stderr, "too long for a pool")

    def test_kernels(self):
        self.refuse_kernel("abacus", "abacus")
        self.refuse_kernel("avx3", "avx3", "avx2")

    def refuse_kernel(self, name, *parts):
        for words, extra in ((["mine", "--kernel", name], {}), (["mine"], {"WILDCAT_KERNEL": name})):
            result = run(*words, **extra)
            self.assert_code(result, 1)
            self.assertEqual(result.stdout, "")
            self.assert_says(result.stderr, *parts, *(["WILDCAT_KERNEL"] if extra else []))
        self.refuse(["devices", "--kernel", name], *parts)

    def test_config_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "wildcat.conf")
            self.refuse(["-c", path], "wildcat.conf", "no such file")
            for text, parts in (("usr = a\n", ("'usr'", "user")), ("# first\n\nthreads = 1\njust words\n", ("line 4 ", "name = value")),
                                ("threads = 0\n", ("--threads is '0'",))):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                self.refuse(["-c", path], *parts)


if __name__ == "__main__":
    main()
