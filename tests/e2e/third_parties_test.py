# SPDX-License-Identifier: MIT
"""Between the miner and the pool stand programs that are not ours: stunnel ends TLS, dante speaks
SOCKS 5, tinyproxy speaks HTTP CONNECT. Behind them is the practice pool, which checks every
share."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from support import PATIENCE, Case, events_of, free_port, main, named, practice_pool, read, run

EASY = ("--difficulty", 0.0005, "--share-interval", 0.5)


@contextlib.contextmanager
def service(port, *command):
    """A foreign server in the foreground, ready once its port answers."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + PATIENCE
            while True:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                if process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError("%s does not listen: %s" % (command[0], read(log)))
                time.sleep(0.02)
            yield process
        finally:
            process.kill()
            process.wait()


def program(*names):
    """The path of a foreign program under one of its names."""
    places = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    found = next(filter(None, (shutil.which(name, path=places) for name in names)), None)
    if found is None:
        raise unittest.SkipTest("%s is not installed" % names[0])
    return found


class ThirdParties(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, content=None):
        where = os.path.join(self.folder, name)
        if content is not None:
            with open(where, "w", encoding="utf-8") as file:
                file.write(content)
        return where

    def mine(self, url, *options):
        return run("-o", url, "-u", "alice", "--retries", 0, "--max-shares", 2, "--max-seconds", 60,
                   "--events", "-", *options)

    def assert_mines(self, url, *options):
        result = self.mine(url, *options)
        self.assert_code(result, 0)
        self.assertEqual(events_of(result.stdout)[-1]["totals"]["accepted"], 2)
        return result

    def assert_refuses(self, url, *options, says):
        result = self.mine(url, *options)
        self.assert_code(result, 4)
        self.assert_says(named(events_of(result.stdout), "exit")[0]["reason"], says)

    # TLS

    def certificate(self, name, host):
        """A self-signed certificate with its key, and its fingerprint."""
        path = self.path(name)
        subprocess.run([program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=" + host,
                        "-addext", "subjectAltName=DNS:" + host, "-keyout", path, "-out",
                        path + ".pem"], check=True, capture_output=True)
        text = subprocess.run([program("openssl"), "x509", "-in", path + ".pem", "-noout",
                               "-fingerprint", "-sha256"], check=True, capture_output=True,
                              text=True).stdout
        return path, "sha256:" + text.strip().split("=")[1]

    @contextlib.contextmanager
    def stunnel(self, address, certificate, port=None):
        port = port or free_port()
        config = self.path("stunnel.conf", "foreground = yes\npid =\n[pool]\naccept = 127.0.0.1:%d\n"
                           "connect = %s\ncert = %s.pem\nkey = %s\n"
                           % (port, address, certificate, certificate))
        with service(port, program("stunnel4", "stunnel"), config):
            yield port

    def test_tls_and_whom_it_believes(self):
        path, fingerprint = self.certificate("cert", "localhost")
        with practice_pool(*EASY) as (_, address), self.stunnel(address, path) as port:
            url = "stratum+ssl://localhost:%d" % port
            self.assert_refuses(url, says="not believed.*" + fingerprint.replace(":", "")[6:14])
            self.assert_mines(url, "--tls-ca", path + ".pem")
            self.assert_mines(url, "--tls-fingerprint", fingerprint)
            self.assert_refuses("stratum+ssl://127.0.0.1:%d" % port, "--tls-ca", path + ".pem",
                                says="mismatch")
            loud = self.assert_mines(url, "--tls-insecure")
            self.assert_says(loud.stderr, "--tls-insecure: .* whatever certificate")

    def test_trust_on_first_use(self):
        first, _ = self.certificate("first", "localhost")
        other, _ = self.certificate("other", "localhost")
        known, port = self.path("known"), free_port()
        url = "stratum+tls://localhost:%d" % port
        with practice_pool(*EASY) as (_, address):
            with self.stunnel(address, first, port):
                self.assert_mines(url, "--tls-first-use", known)
                self.assert_mines(url, "--tls-first-use", known)
            with self.stunnel(address, other, port):
                self.assert_refuses(url, "--tls-first-use", known, says="not the one expected")

    def test_a_plain_pool_is_no_tls_pool(self):
        with practice_pool(*EASY) as (_, address):
            self.assert_refuses("ssl://" + address, says="does not speak TLS|TLS port")

    # SOCKS 5

    @contextlib.contextmanager
    def dante(self, rules):
        port = free_port()
        config = self.path("danted.conf", "logoutput: stderr\ninternal: 127.0.0.1 port = %d\n"
                           "external: 127.0.0.1\nclientmethod: none\nsocksmethod: none\n"
                           "client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }\n%s" % (port, rules))
        with service(port, program("danted", "sockd"), "-f", config, "-p", self.path("pid")):
            yield port

    def test_socks(self):
        with practice_pool(*EASY) as (_, address), self.dante(
                "socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }\n") as port:
            name = "localhost:" + address.split(":")[1]
            for scheme, url in (("socks5h", name), ("socks5", name), ("socks5h", address)):
                with self.subTest(scheme=scheme, url=url):
                    self.assert_mines(url, "-x", "%s://127.0.0.1:%d" % (scheme, port))

    def test_socks_that_forbids(self):
        with practice_pool(*EASY) as (_, address), self.dante(
                "socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n") as port:
            self.assert_refuses(address, "-x", "socks5h://127.0.0.1:%d" % port, says="the proxy")

    # HTTP CONNECT

    @contextlib.contextmanager
    def tinyproxy(self, more):
        port = free_port()
        config = self.path("tinyproxy.conf", "Port %d\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 600\n"
                           "LogLevel Error\n%s" % (port, more))
        with service(port, program("tinyproxy"), "-d", "-c", config):
            yield port

    def test_http_connect(self):
        with practice_pool(*EASY) as (_, address), self.tinyproxy("") as port:
            self.assert_mines(address, "-x", "http://127.0.0.1:%d" % port)

    def test_http_connect_with_a_login(self):
        with practice_pool(*EASY) as (_, address), self.tinyproxy(
                "BasicAuth me geheimwort\n") as port:
            where = "127.0.0.1:%d" % port
            result = self.assert_mines(address, "-P", "-D", "-x", "http://me:geheimwort@" + where)
            self.assertNotIn("geheimwort", result.stdout + result.stderr)
            self.assert_refuses(address, "-x", "http://" + where, says="the proxy .*user name")

    def test_http_connect_that_forbids(self):
        with practice_pool(*EASY) as (_, address), self.tinyproxy("ConnectPort 1\n") as port:
            self.assert_refuses(address, "-x", "http://127.0.0.1:%d" % port, says="the proxy .*403")

    # One inside the other

    def test_tls_through_each_proxy(self):
        path, fingerprint = self.certificate("cert", "localhost")
        with practice_pool(*EASY) as (_, address), self.stunnel(address, path) as tls:
            url = "stratum+ssl://localhost:%d" % tls
            with self.tinyproxy("") as port:
                self.assert_mines(url, "--tls-fingerprint", fingerprint, "-x",
                                  "http://127.0.0.1:%d" % port)
            with self.dante("socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }\n") as port:
                self.assert_mines(url, "--tls-ca", path + ".pem", "-x",
                                  "socks5h://127.0.0.1:%d" % port)


if __name__ == "__main__":
    main()
