// SPDX-License-Identifier: MIT
// `wildcat_event_tables PAGE`: makes the tables of docs/EVENTS.md anew from the structs of the
// events. Run by hand after an event has changed (target `event_tables`); a test compares.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "miner/output/event_tables.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: wildcat_event_tables docs/EVENTS.md\n");
    return 1;
  }
  std::stringstream page;
  page << std::ifstream(argv[1]).rdbuf();
  const auto made = wildcat::program::with_event_tables(page.str());
  if (!made) {
    fmt::print(stderr, "{}: {}.\n", argv[1], made.error().message);
    return 1;
  }
  return std::ofstream(argv[1]) << *made ? 0 : 1;
}
