// SPDX-License-Identifier: MIT
// Draws and mixes seeds. std::seed_seq mixes, as the standard says it has to: alike on every
// machine.
#include "miner/run/seed.h"

#include <array>
#include <random>

namespace wildcat::program {

std::uint64_t run_seed(std::optional<std::uint64_t> given) {
  if (given) return *given;
  std::random_device device;
  // Short enough for JSON readers that keep numbers as doubles.
  return (std::uint64_t{device()} << 32 | device()) >> 11;
}

std::uint64_t seed_for(std::uint64_t run, Chance chance, std::uint64_t worker) {
  std::seed_seq sequence{run & 0xffffffff, run >> 32U, static_cast<std::uint64_t>(chance),
                         worker & 0xffffffff, worker >> 32U};
  std::array<std::uint32_t, 2> words{};
  sequence.generate(words.begin(), words.end());
  return std::uint64_t{words[1]} << 32U | words[0];
}

}  // namespace wildcat::program
