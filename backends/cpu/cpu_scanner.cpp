// SPDX-License-Identifier: MIT
// The rectangle is walked nonces outermost, so that "the first nonces_done nonces for all versions"
// is true whenever the scanner stops.
#include "backends/cpu/cpu_scanner.h"

#include <bit>
#include <cmath>
#include <utility>

#include "backends/cpu/scan_job.h"

namespace wildcat {
namespace {

constexpr std::uint64_t all_nonces = std::uint64_t{1} << 32;
constexpr std::uint64_t longest_slice = all_nonces / 2;  // so that its batches are 32-bit numbers

std::uint64_t whole_batches(double nonces, std::uint32_t lanes) {
  const double batches = std::clamp(nonces / lanes, 1.0, double(all_nonces / lanes));
  return static_cast<std::uint64_t>(batches) * lanes;
}

// Hits to expect per nonce, all versions together.
double hit_density(const WorkUnit& unit) {
  return std::ldexp(double(unit.versions), -std::popcount(unit.target.filter_mask()));
}

}  // namespace

CpuScanner::CpuScanner(const VariantChoice& choice, int cpu, bool idle_priority,
                       const ScannerSettings& settings)
    : placement_(cpu, idle_priority),
      choice_(choice),
      settings_(settings),
      work_(std::make_unique<Workspace>()) {}

Shape CpuScanner::shape(std::uint32_t versions_available) const {
  const MeasuredVariant& best = choice_[scan_index(versions_available)];
  const std::uint32_t versions = best.variant.versions();
  const double nonces = best.hashes_per_second * settings_.unit_time.count() / versions;
  return {versions, whole_batches(nonces, best.variant.lanes()), 1};
}

Result<void> CpuScanner::submit(const WorkUnit& unit) {
  if (unit_) return Error{Errc::state, "a CPU scanner takes one unit at a time; wait() for it"};
  if (unit.versions == 0)
    return Error{Errc::invalid_argument, "a unit of no versions; give it at least one"};
  if (unit.nonces.first + unit.nonces.count > all_nonces || unit.nonces.count > all_nonces)
    return Error{Errc::invalid_argument, "the unit's nonces go beyond 2^32; cut the range there"};
  unit_ = unit;
  return {};
}

Result<Completion> CpuScanner::wait() {
  if (!unit_) return Error{Errc::state, "no unit is in flight; submit() one first"};
  const WorkUnit unit = *std::exchange(unit_, std::nullopt);
  const auto start = std::chrono::steady_clock::now();
  Completion out;
  out.id = unit.id;
  midstates_.select(unit);
  work_->job.block = scan_block(unit.header, unit.target.filter_mask());
  out.status = search(unit, out);
  if (out.status == Status::done)
    learn_rate(scan_index(unit.versions), out.nonces_done * unit.versions,
               std::chrono::steady_clock::now() - start);
  return out;
}

// Slices until the unit is done or there is a reason to stop. What was found in an unfinished slice
// is dropped: its nonces do not count as searched and may be issued again.
Status CpuScanner::search(const WorkUnit& unit, Completion& out) {
  while (out.nonces_done < unit.nonces.count) {
    if (const auto reason = unit.reason_to_stop()) return *reason;
    const std::uint64_t count = next_slice(unit, out);
    if (count == 0) return Status::partial;
    const auto first = static_cast<std::uint32_t>(unit.nonces.first + out.nonces_done);
    const std::size_t found_before = out.found.size();
    const Status status = search_slice(unit, {first, count}, out.found);
    if (status != Status::done) {
      out.found.resize(found_before);
      return status;
    }
    out.nonces_done += count;
  }
  return Status::done;
}

// Nonces to search next: one call's worth, fewer when that many would find too much, never less
// than a batch at the start of a unit. 0: the completion is full.
std::uint64_t CpuScanner::next_slice(const WorkUnit& unit, const Completion& so_far) const {
  const MeasuredVariant& best = choice_[scan_index(unit.versions)];
  const std::uint32_t lanes = best.variant.lanes();
  const double call = best.hashes_per_second * settings_.call_time.count();
  const double room = double(settings_.max_candidates) - double(so_far.found.size());
  const double wanted = std::min(call / best.variant.versions(), room / hit_density(unit));
  const std::uint64_t left = unit.nonces.count - so_far.nonces_done;
  if (room / hit_density(unit) < double(std::min<std::uint64_t>(lanes, left)) &&
      so_far.nonces_done > 0)
    return 0;
  return std::min({left, whole_batches(wanted, lanes), longest_slice});
}

// All versions of one slice, in groups as large as a kernel takes.
Status CpuScanner::search_slice(const WorkUnit& unit, Slice slice, std::vector<Candidate>& found) {
  for (std::uint32_t v = 0; v < unit.versions;) {
    const ScanVariant& variant = choice_[scan_index(unit.versions - v)].variant;
    const Status status = search_group(unit, slice, v, variant, found);
    if (status != Status::done) return status;
    v += variant.versions();
    if (v == unit.versions) break;
    if (const auto reason = unit.reason_to_stop()) return *reason;
  }
  return Status::done;
}

// Calls the kernel until the slice is covered: more than once when the hits fill its buffer.
Status CpuScanner::search_group(const WorkUnit& unit, Slice slice, std::uint32_t first_version,
                                const ScanVariant& variant, std::vector<Candidate>& found) {
  std::ranges::copy(midstates_.get(unit, first_version, variant.versions()), work_->job.midstate);
  const std::uint32_t lanes = variant.lanes();
  auto batches = static_cast<std::uint32_t>((slice.count + lanes - 1) / lanes);
  for (std::uint32_t nonce = slice.first; batches > 0;) {
    work_->hits.count = 0;
    const std::uint32_t searched = variant.scan()(&work_->job, nonce, batches, &work_->hits);
    // An empty buffer always has room for a batch; no progress means a broken device.
    const bool sane = searched > 0 && searched <= batches;
    if (!sane || work_->hits.count > WILDCAT_CPU_MAX_HITS) return Status::failed;
    collect(unit, slice, first_version, found);
    batches -= searched;
    nonce += searched * lanes;
  }
  return Status::done;
}

// The last batch may reach beyond the slice, even around the end of the nonces: those are not ours.
void CpuScanner::collect(const WorkUnit& unit, Slice slice, std::uint32_t first_version,
                         std::vector<Candidate>& found) const {
  const wildcat_cpu_hits& hits = work_->hits;
  for (std::uint32_t i = 0; i < hits.count; ++i) {
    const wildcat_scan_hit& hit = hits.hit[i];
    if (hit.nonce - slice.first < slice.count)
      found.push_back({unit.version(first_version + hit.version), hit.nonce});
  }
}

// A moving average. Units too short to be timed well may only raise it: they are short because it
// is too low, and would keep it so.
void CpuScanner::learn_rate(unsigned k, std::uint64_t hashes, std::chrono::duration<double> took) {
  double& rate = choice_[k].hashes_per_second;
  const double seen = double(hashes) / std::max(took.count(), 1e-6);
  if (took < settings_.unit_time / 8 && seen <= rate) return;
  rate += (std::min(seen, highest_rate) - rate) / 8;
}

}  // namespace wildcat
