// SPDX-License-Identifier: MIT
// Any file as a record: no crash, units that a scanner could be given, and what is read is written
// the same.
#include <cstdint>
#include <cstdlib>

#include "miner/replay/record_read.h"

namespace {

using namespace wildcat;
using namespace wildcat::program;

void check(bool good) {
  if (!good) std::abort();
}

void promise(const WorkUnit& unit) {
  check(unit.versions > 0 && (unit.versions & (unit.versions - 1)) == 0);
  check(unit.nonces.count > 0 && unit.nonces.first + unit.nonces.count <= 1ULL << 32U);
  check((unit.version(unit.versions - 1) & ~unit.roll_mask) == unit.header.version);
}

std::string written(const Record& record) {
  std::string text = record_line(record.head) + "\n";
  for (const RecordEntry& entry : record.entries) text += record_line(entry) + "\n";
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto record = parse_record({reinterpret_cast<const char*>(data), size});
  if (!record) {
    check(record.error().message.starts_with("line "));
    return 0;
  }
  for (const RecordEntry& entry : record->entries) {
    check(entry.text.find('\n') == std::string::npos);
    check(entry.unit.has_value() == (entry.kind == RecordEntry::Kind::unit));
    if (entry.unit) promise(entry.unit->unit);
  }
  const std::string text = written(*record);
  const auto again = parse_record(text);
  check(static_cast<bool>(again) && written(*again) == text);
  return 0;
}
