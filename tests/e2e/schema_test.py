# SPDX-License-Identifier: MIT
"""Events and the device list against their published JSON Schemas, and the page about them."""

import json
import os
import re

import jsonschema

from support import (DOCS, Case, ScriptedPool, events_of, free_port, job, listed_kernels, main,
                     practice_pool, run)


def load(name):
    with open(os.path.join(DOCS, "schemas", name), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema, jsonschema.Draft202012Validator(schema)


EVENT_SCHEMA, EVENT = load("event.schema.json")


class Schemas(Case):
    def validate(self, result):
        events = events_of(result.stdout)
        for event in events:
            problems = [e.message for e in EVENT.iter_errors(event)]
            self.assertEqual(problems, [], event)
        return {event["event"] for event in events}

    def test_events_of_good_and_bad_runs(self):
        seen = set()
        with practice_pool("--difficulty", 0.001, "--share-interval", 1) as (_, address):
            seen |= self.validate(run("-o", address, "-u", "a", "--max-seconds", 7, "--events", "-",
                                      "--inject", "duplicate",
                                      "-t", 4096 if os.cpu_count() == 1 else os.cpu_count() + 1))
        seen |= self.validate(run("-o", "127.0.0.1:%d" % free_port(), "-u", "a", "--retries", 0,
                                  "--events", "-"))

        def answers(connection):
            connection.handshake()
            connection.notify("client.show_message", "hello")
            connection.good_job("first")
            errors = iter(([22, "Duplicate share", None], [21, "Job not found", None],
                           [99, "because", None]))
            while (request := connection.receive()) is not None:
                if request.get("method") != "mining.submit":
                    continue
                error = next(errors, None)
                connection.send(id=request["id"], result=error is None, error=error)
                connection.notify("mining.notify", *job("next"))

        with ScriptedPool(answers) as pool:
            seen |= self.validate(run("-o", pool.url, "-u", "a", "--max-shares", 1, "--max-seconds",
                                      60, "--events", "-"))
        for name in ("start", "connect", "disconnect", "subscribe", "authorize", "job", "difficulty",
                     "version_mask", "share", "canary", "rate", "warning", "message", "fault",
                     "fault_answer", "worker", "exit"):
            self.assertIn(name, seen)

    def test_the_schema_refuses_what_is_wrong(self):
        good = {"event": "difficulty", "time": "2026-01-01T00:00:00.000Z", "elapsed": 1,
                "sequence": 1, "worker": 1, "difficulty": 2}
        self.assertTrue(EVENT.is_valid(good))
        for change in ({"event": "dance"}, {"time": "yesterday"}, {"elapsed": -1},
                       {"difficulty": "2"}, {"surplus": 1}):
            self.assertFalse(EVENT.is_valid({**good, **change}), change)
        self.assertFalse(EVENT.is_valid({k: v for k, v in good.items() if k != "difficulty"}))

    def test_the_page_lists_every_event_and_field(self):
        with open(os.path.join(DOCS, "EVENTS.md"), encoding="utf-8") as file:
            page = file.read()
        for branch in EVENT_SCHEMA["oneOf"]:
            name = branch["properties"]["event"]["const"]
            section = re.search(r"(?ms)^## `%s`$(.*?)(?=^## |\Z)" % name, page)
            self.assertIsNotNone(section, "EVENTS.md has no section on " + name)
            # The page says once for all of them what these are.
            for field in set(branch["properties"]) - {"event", "time", "elapsed", "sequence", "worker"}:
                self.assertIn("`%s`" % field, section.group(1), name)

    def test_devices(self):
        _, validator = load("devices.schema.json")
        result = run("devices", "--json")
        self.assert_code(result, 0)
        listing = json.loads(result.stdout)
        self.assertEqual([e.message for e in validator.iter_errors(listing)], [])
        for device in listing["devices"]:
            self.assertTrue(any(kernel["chosen"] for kernel in device["kernels"]), device)
            for kernel in device["kernels"]:
                if kernel["self_test"] == "passed":
                    self.assertGreater(kernel["hashes_per_second"], 0, kernel)
                if kernel["chosen"]:
                    self.assertEqual(kernel["self_test"], "passed", kernel)

    def test_devices_that_are_missing(self):
        _, validator = load("devices.schema.json")
        result = run("devices", "--json", "--no-cpu")
        self.assert_code(result, 3)
        listing = json.loads(result.stdout)
        self.assertEqual([e.message for e in validator.iter_errors(listing)], [])
        self.assertEqual(listing["devices"], [])
        reasons = {missing["backend"]: missing["reason"] for missing in listing["missing"]}
        self.assertEqual(set(reasons), {"cuda", "opencl"})
        self.assert_says(reasons["opencl"], "^no OpenCL driver")

    def test_devices_with_a_forced_kernel(self):
        self.assertEqual({kernel["kernel"] for kernel in listed_kernels("--kernel", "scalar")
                          if kernel["chosen"]}, {"scalar"})


if __name__ == "__main__":
    main()
