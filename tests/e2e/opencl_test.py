# SPDX-License-Identifier: MIT
"""Mining through OpenCL on the processor (PoCL), and what is said where there is no driver."""

import json
import os
import tempfile

from support import Case, accepted, events_of, main, named, run

VENDORS = "/etc/OpenCL/vendors"
PATIENCE = 540  # PoCL compiles for many seconds the first time


def run_with_opencl(*args):
    """Runs the program with the drivers of this machine."""
    return run(*args, timeout=PATIENCE, OCL_ICD_VENDORS=VENDORS)


class Opencl(Case):
    def test_mines_three_shares(self):
        result = run_with_opencl("mine", "-d", "opencl:0", "--no-cpu", "--max-shares", 3,
                                 "--max-seconds", PATIENCE, "--events", "-")
        self.assert_code(result, 0)
        events = events_of(result.stdout)
        self.assertEqual(len(accepted(events)), 3)
        devices = named(events, "start")[0]["devices"]
        self.assertEqual([(d["device"], d["backend"], d["scanners"]) for d in devices],
                         [("opencl:0", "opencl", 1)])
        self.assertRegex(devices[0]["setting"], r"groups of \d+, .* launches of 12 ms")
        totals = named(events, "exit")[0]["totals"]
        self.assertEqual((totals["hardware_errors"], totals["canaries_missed"]), (0, 0))
        self.assertGreater(totals["canaries"], 0)

    def test_devices_lists_it_and_says_what_is_missing(self):
        result = run_with_opencl("devices", "--json", "-d", "opencl:0")
        self.assert_code(result, 0)
        (device,) = json.loads(result.stdout)["devices"]
        self.assertEqual((device["id"], device["kind"], device["used"]), ("opencl:0", "cpu", True))
        self.assertIn("groups of", device["setting"])
        self.assertEqual({kernel["kernel"] for kernel in device["kernels"]},
                         {"version_major", "single"})
        for kernel in device["kernels"]:
            self.assertEqual(kernel["self_test"], "passed")
            self.assertGreater(kernel["hashes_per_second"], 0)

    def test_beside_the_cpu_it_stays_idle(self):
        result = run_with_opencl("mine", "--max-seconds", 1)
        self.assert_code(result, 0)
        self.assert_says(result.stdout, r"idle +opencl:0 .*computes on the processor itself",
                         r"device +cpu:0")
        self.assertNotRegex(result.stdout, r"device +opencl")

    def test_without_a_driver_there_is_a_reason(self):
        result = run("devices", "--no-cpu")
        self.assert_code(result, 3)
        self.assert_says(result.stderr, r"cuda: (no CUDA driver|this program was built without CUDA)",
                         "opencl: no OpenCL driver")
        result = run("mine", "-d", "opencl:0", "--max-seconds", 1)
        self.assert_code(result, 3)
        self.assert_says(result.stderr, "no OpenCL driver")

    def test_excluded_drivers_are_not_asked(self):
        result = run_with_opencl("devices", "--json", "--no-opencl", "--no-cuda")
        self.assert_code(result, 0)
        listing = json.loads(result.stdout)
        self.assertEqual([device["id"] for device in listing["devices"]], ["cpu:0"])
        self.assertEqual(listing["missing"], [])

    def test_a_kernel_names_the_devices_that_have_it(self):
        result = run("devices", "--json", "--kernel", "version_major")
        self.assert_code(result, 3)
        result = run("devices", "--json", "--kernel", "scalar")
        self.assert_code(result, 0)
        self.assertEqual([device["backend"] for device in json.loads(result.stdout)["devices"]],
                         ["cpu"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as cache:
        os.environ.setdefault("XDG_CACHE_HOME", cache)
        main()
