// SPDX-License-Identifier: MIT
// Few hashes through the OpenCL queue, for an interpreter that watches every memory access. The
// library it is in is the only argument. Exit code 0: every answer was right.
#include <cstdio>
#include <set>

#include "backends/gpu/gpu_scanner.h"
#include "backends/opencl/cl_program.h"
#include "backends/opencl/cl_queue.h"

namespace wildcat::opencl {
namespace {

// More than a batch of nonces, and several groups; one hash in two is a hit.
WorkUnit unit_of(std::uint32_t versions) {
  WorkUnit unit;
  unit.header.version = 0x20000000;
  unit.header.ntime = 1700000000;
  unit.header.nbits = 0x1703e8b3;
  unit.roll_mask = 0x1fffe000;
  unit.versions = versions;
  unit.nonces = {0xfffffff0 - 2 * WILDCAT_GPU_BATCH, WILDCAT_GPU_BATCH + 1};
  unit.target = Target::from_limbs({~0ull, ~0ull, ~0ull, ~0ull >> 1});
  return unit;
}

std::set<Candidate> expected(const WorkUnit& unit) {
  std::set<Candidate> all;
  BlockHeader header = unit.header;
  for (std::uint32_t v = 0; v < unit.versions; ++v)
    for (std::uint64_t i = 0; i < unit.nonces.count; ++i) {
      header.version = unit.version(v);
      header.nonce = static_cast<std::uint32_t>(unit.nonces.first + i);
      if (unit.target.met_by(header.hash())) all.insert({header.version, header.nonce});
    }
  return all;
}

bool search(gpu::GpuScanner& scanner, std::uint32_t versions) {
  const WorkUnit unit = unit_of(versions);
  if (!scanner.submit(unit)) return false;
  const auto done = scanner.wait();
  if (!done || done->status != Status::done) return false;
  const std::set<Candidate> found(done->found.begin(), done->found.end());
  std::printf("%u versions: %zu hits\n", versions, found.size());
  return found.size() == done->found.size() && found == expected(unit);
}

Result<std::unique_ptr<ClQueue>> open(const std::shared_ptr<const ClApi>& api) {
  const ClSurvey found = survey(*api);
  if (found.devices.empty()) return Error{Errc::not_found, "no device"};
  const ClDeviceFacts& device = found.devices.front();
  auto on = std::make_shared<ClProgramOnDevice>();
  on->api = api;
  on->device = device.id;
  cl_int code = CL_SUCCESS;
  on->context =
      ClContext(*api, api->CreateContext(nullptr, 1, &device.id, nullptr, nullptr, &code));
  // Not by shifts: the interpreter lacks the instruction that its own compiler makes of them.
  const Dialect dialect{"rotate", ""};
  auto program = build_program(*api, on->context.get(), device, dialect, KeyedFiles(""));
  if (!program) return program.error();
  on->program = std::move(*program);
  return ClQueue::open(on, {8, 2, 32, 1e3});
}

int run(const char* library) {
  const auto api = load_cl(library);
  auto queue = api ? open(*api) : Result<std::unique_ptr<ClQueue>>(api.error());
  if (!queue) {
    std::printf("%s\n", queue.error().message.c_str());
    return 2;
  }
  gpu::ScannerSettings settings;
  settings.hang_time = std::chrono::minutes(10);
  gpu::GpuScanner scanner(std::move(*queue), settings);
  const bool right = search(scanner, 1) && search(scanner, 8);
  std::printf(right ? "all right\n" : "WRONG\n");
  return right ? 0 : 1;
}

}  // namespace
}  // namespace wildcat::opencl

int main(int argc, char** argv) { return argc == 2 ? wildcat::opencl::run(argv[1]) : 2; }
