// SPDX-License-Identifier: MIT
// The one interface behind which all hardware lives. Backends find Devices; a Device opens
// Scanners; a Scanner searches WorkUnits. Implement these three to bring your own hardware.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wildcat/result.h"
#include "wildcat/work.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// What a scanner likes to be given. Only a wish: units of any shape are accepted.
struct Shape {
  std::uint32_t versions = 1;   ///< a power of two
  std::uint64_t nonces = 1;     ///< about so many, for units of the intended duration
  std::uint32_t in_flight = 1;  ///< units submitted and not yet waited for (CPU 1, GPU 2-3)
};

/// Searches. Thread rule: one thread opens it, drives it and destroys it; only poke() may be called
/// from others.
class Scanner {
 public:
  virtual ~Scanner() = default;
  /// The shape it likes when `versions_available` (a power of two) midstates may share a header.
  virtual Shape shape(std::uint32_t versions_available) const = 0;
  /// Takes a unit. Never blocks. Error (state): already in_flight units are out.
  virtual Result<void> submit(const WorkUnit& unit) = 0;
  /// The next completion, in the order of submission. A CPU computes here, a GPU sleeps here. Looks
  /// at unit.reason_to_stop() at least every millisecond (CPU) or 4 ms (GPU). Error: device_failed,
  /// after which only destruction is legal; or state: nothing is in flight.
  virtual Result<Completion> wait() = 0;
  /// Any thread: look at the units' reasons to stop now. One store.
  virtual void poke() noexcept = 0;
};

/// Outcome of running a kernel on known answers.
enum class SelfTest { passed, failed, not_runnable };

/// One implementation of the scan on one device, as `wildcat devices` lists it.
struct KernelReport {
  std::string name;                             ///< "avx2", "sha_ni", ...
  std::uint32_t versions = 1;                   ///< midstates that share one message schedule
  SelfTest self_test = SelfTest::not_runnable;  ///< how it did on this machine
  std::string
      reason;  ///< why it failed, cannot run, or was not chosen; empty when there is nothing to say
  std::optional<double> hashes_per_second;  ///< of one scanner, measured; empty when not measured
  std::optional<double>
      cycles_per_hash;  ///< core cycles, clock measured in the same process; empty when unknown
  bool chosen = false;  ///< what open() uses
  /// How the device is set for it, for people: "work-group 64, launches of 3.1 ms". Empty: there is
  /// nothing to set, or it has not been found out.
  std::string setting = {};
};

/// The kernel that a device searches with.
struct KernelUse {
  std::string name;            ///< KernelReport::name: "avx512"
  std::uint32_t versions = 1;  ///< header versions that share one message schedule
  friend bool operator==(const KernelUse&, const KernelUse&) = default;
};

/// What does the work: the machine's own processor, whatever drives it, or hardware beside it.
enum class DeviceKind { cpu, gpu, other };

/// Who a device is.
struct DeviceInfo {
  std::string backend;                ///< "cpu", "cuda", "opencl"
  std::string id;                     ///< "cpu:0": stable within one machine, what -d takes
  std::string name;                   ///< for people: the processor's brand string
  DeviceKind kind = DeviceKind::cpu;  ///< what does the work in the end
  std::string pci = {};               ///< "0000:65:00.0"; empty: not on that bus, or unknown
  std::string driver = {};            ///< its name and version, for people; empty: none to speak of
};

/// A piece of hardware. Thread rule: its functions may be called from any thread, one at a time,
/// except open(), which is called on the thread that will drive the scanner.
class Device {
 public:
  virtual ~Device() = default;
  /// Who it is. Never changes.
  virtual const DeviceInfo& info() const = 0;
  /// How many scanners it runs at once (CPU: one per usable core).
  virtual std::uint32_t scanners() const = 0;
  /// Makes it ready to search: compiles its kernels, tests them with known answers, finds its best
  /// setting. May take many seconds the first time. kernels() and open() do it when nobody has.
  /// Errors: self_test_failed, not_runnable, device_failed.
  virtual Result<void> prepare() { return {}; }
  /// All kernels, runnable or not. `measure`: run each for a moment to fill in the rates (tens of
  /// milliseconds each).
  virtual std::vector<KernelReport> kernels(bool measure) = 0;
  /// The kernel in use.
  virtual KernelUse kernel() const = 0;
  /// Opens scanner number `index`, 0 <= index < scanners(), on the calling thread: pins it and
  /// touches its memory first. The device outlives its scanners.
  virtual Result<std::unique_ptr<Scanner>> open(std::uint32_t index) = 0;
};

/// Finds devices of one kind. No driver is no device, never an error.
class Backend {
 public:
  virtual ~Backend() = default;
  /// "cpu", "cuda", "opencl": DeviceInfo::backend of its devices.
  virtual std::string name() const = 0;
  /// Error: an option is wrong (unknown kernel name, kernel not runnable here), or every kernel
  /// failed its self-test.
  virtual Result<std::vector<std::unique_ptr<Device>>> devices() = 0;
  /// After devices(): why there are none or not more of them, one sentence each, for people: "no
  /// driver: libcuda.so.1 was not found; ...".
  virtual std::vector<std::string> notes() const { return {}; }
};

}  // namespace wildcat
#pragma GCC visibility pop
