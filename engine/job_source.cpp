// SPDX-License-Identifier: MIT
// A buddy allocator over version bits. A header (one extranonce2, one ntime) starts as one block of
// 2^popcount(roll_mask) versions x 2^32 nonces. A wish for 2^j versions takes nonces off the
// smallest block with at least so many, splitting it in halves down to 2^j; so scanners with
// different wishes share one source and nothing is lost. A new header is opened only when no block
// is large enough; what smaller blocks remain of older headers go to smaller wishes, or to anybody
// at the very end. Since the smallest fitting block is split, there is never more than one per
// order.
//
// Headers go through extranonce2 first and ntime second, so that ntime, which the clock and the
// pool limit, is rolled last. The extranonce2 counter stands big-endian at the end of the bytes and
// is limited to 64 bits: sizes above 8 keep leading zeros (2^64 headers are out of reach).
#include "engine/job_source.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "engine/merkle.h"

namespace wildcat {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Bytes of extranonce2 there are to roll; a fixed root has none.
std::uint8_t extranonce2_size(const Job& job) {
  const auto* merkle = std::get_if<CoinbaseMerkle>(&job.merkle);
  return merkle != nullptr ? merkle->extranonce2_size : 0;
}

std::uint64_t highest_counter(std::uint8_t size) {
  return size >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * size) - 1;
}

/// The counter big-endian at the end of `size` bytes.
Extranonce2 encode(std::uint64_t counter, std::uint8_t size) {
  Extranonce2 extranonce2;
  extranonce2.size = size;
  for (std::size_t i = size; i-- > 0; counter >>= 8)
    extranonce2.bytes[i] = static_cast<std::uint8_t>(counter);
  return extranonce2;
}

Hash256 root_of(const Job& job, const Extranonce2& extranonce2) {
  if (const auto* root = std::get_if<Hash256>(&job.merkle)) return *root;
  return merkle_root(std::get<CoinbaseMerkle>(job.merkle), extranonce2);
}

/// The easier of the two: a block of a chain that is easier than the share target must not be lost.
Target scan_target(const Job& job) {
  if (job.share_target_only) return job.share_target;
  const auto network = Target::from_nbits(job.nbits);
  return network ? std::max(*network, job.share_target) : job.share_target;
}

/// The same header candidates: whatever was searched for one job has been searched for the other.
bool same_space(const Job& a, const Job& b) {
  return a.id == b.id && a.version == b.version && a.roll_mask == b.roll_mask &&
         a.prev_hash == b.prev_hash && a.merkle == b.merkle && a.ntime == b.ntime &&
         a.ntime_window == b.ntime_window && a.ntime_free == b.ntime_free && a.nbits == b.nbits &&
         a.nonces == b.nonces;
}

int order_of(std::uint32_t versions) { return static_cast<int>(std::bit_width(versions)) - 1; }

double hashes(int order, const NonceRange& nonces) {
  return static_cast<double>(std::uint64_t{1} << order) * static_cast<double>(nonces.count);
}

}  // namespace

JobSource::JobSource(SourceId id, std::uint64_t first_extranonce2)
    : id_(id), first_extranonce2_(first_extranonce2) {}

void JobSource::set_job(std::shared_ptr<const Job> job) {
  const bool goes_on = job_ && !job->clean && same_space(*job_, *job);
  if (!goes_on) drop_job();
  target_ = scan_target(*job);
  roll_mask_ = job->roll_mask & ~job->version;
  orders_ = std::popcount(roll_mask_);
  last_extranonce2_ = highest_counter(extranonce2_size(*job));
  job_ = std::move(job);
}

void JobSource::drop_job() {
  job_ = nullptr;
  blocks_.clear();
  returned_.clear();
  next_extranonce2_ = 0;
  next_roll_ = 0;
  handed_out_ = 0;
  ++space_;
}

const std::shared_ptr<const Job>& JobSource::job() const { return job_; }

bool JobSource::headers_left() const { return job_ && next_roll_ <= job_->ntime_window; }

/// When the clock allows the next header's ntime: one second of roll per second since the job came.
JobSource::TimePoint JobSource::next_header_at() const {
  if (job_->ntime_free) return job_->arrived;
  return job_->arrived + std::chrono::seconds(next_roll_);
}

/// The first ntime is the job's own and waits for no clock.
bool JobSource::header_ready(TimePoint now) const {
  return headers_left() && (next_roll_ == 0 || next_header_at() <= now);
}

/// Adds the next header as one whole block and moves on: extranonce2 first, then ntime.
void JobSource::open_header() {
  auto header = std::make_shared<Header>();
  // The highest value is all ones, so the sum goes round by masking.
  const std::uint64_t counter = (first_extranonce2_ + next_extranonce2_) & last_extranonce2_;
  header->extranonce2 = encode(counter, extranonce2_size(*job_));
  header->merkle_root = root_of(*job_, header->extranonce2);
  header->ntime = job_->ntime + static_cast<std::uint32_t>(next_roll_);
  blocks_.push_back({std::move(header), 0, orders_, job_->nonces});
  if (next_extranonce2_++ == last_extranonce2_) {
    next_extranonce2_ = 0;
    ++next_roll_;
  }
}

/// Index of the smallest block of at least this order, in a fresh header if need be; when there is
/// no such block any more, of the largest; `none` when there is nothing at all.
std::size_t JobSource::best_block(int order, TimePoint now) {
  std::size_t fitting = none;
  std::size_t largest = none;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const int here = blocks_[i].order;
    if (here >= order && (fitting == none || here < blocks_[fitting].order)) fitting = i;
    if (largest == none || here > blocks_[largest].order) largest = i;
  }
  if (fitting != none) return fitting;
  if (!header_ready(now)) return largest;
  open_header();
  return blocks_.size() - 1;
}

/// Takes up to `nonces` nonces of 2^order versions off a block; the halves that are split off on
/// the way stay in the list, and so does what is left of the block.
JobSource::Block JobSource::cut(std::vector<Block>& blocks, std::size_t index, int order,
                                std::uint64_t nonces) {
  while (blocks[index].order > order) {
    Block upper = blocks[index];
    upper.order = --blocks[index].order;
    upper.first += std::uint32_t{1} << upper.order;
    blocks.push_back(std::move(upper));
  }
  Block& block = blocks[index];
  Block piece = block;
  piece.nonces.count = std::min(nonces, block.nonces.count);
  block.nonces.first += static_cast<std::uint32_t>(piece.nonces.count);
  block.nonces.count -= piece.nonces.count;
  if (block.nonces.count == 0) blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(index));
  return piece;
}

Work JobSource::to_work(const Block& block) const {
  Work work;
  work.unit.source = id_;
  work.unit.header = {.version = job_->version,
                      .prev_hash = job_->prev_hash,
                      .merkle_root = block.header->merkle_root,
                      .ntime = block.header->ntime,
                      .nbits = job_->nbits};
  work.unit.roll_mask = roll_mask_;
  work.unit.first_version = block.first;
  work.unit.versions = std::uint32_t{1} << block.order;
  work.unit.nonces = block.nonces;
  work.unit.target = target_;
  work.job = job_;
  work.extranonce2 = block.header->extranonce2;
  work.space = space_;
  return work;
}

std::optional<Work> JobSource::next(const Shape& wish, TimePoint now) {
  if (!job_) return {};
  const int order = std::min(order_of(std::max(wish.versions, 1u)), orders_);
  const std::uint64_t most = job_->unit_hashes > 0 ? job_->unit_hashes >> order : wish.nonces;
  const std::uint64_t nonces = std::max(std::min(wish.nonces, most), std::uint64_t{1});
  // What came back goes first, so that a space can end.
  std::vector<Block>& blocks = returned_.empty() ? blocks_ : returned_;
  const std::size_t index = returned_.empty() ? best_block(order, now) : returned_.size() - 1;
  if (index == none) return {};
  const Block piece = cut(blocks, index, order, nonces);
  handed_out_ += hashes(piece.order, piece.nonces);
  return to_work(piece);
}

void JobSource::give_back(const Work& work, std::uint64_t nonces_done) {
  const WorkUnit& unit = work.unit;
  if (!job_ || work.space != space_ || nonces_done >= unit.nonces.count) return;
  Block rest{std::make_shared<Header>(
                 Header{unit.header.merkle_root, work.extranonce2, unit.header.ntime}),
             unit.first_version, order_of(unit.versions), unit.nonces};
  rest.nonces.first += static_cast<std::uint32_t>(nonces_done);
  rest.nonces.count -= nonces_done;
  handed_out_ -= hashes(rest.order, rest.nonces);
  returned_.push_back(std::move(rest));
}

std::optional<JobSource::TimePoint> JobSource::ready_at(TimePoint now) const {
  if (!returned_.empty() || !blocks_.empty() || header_ready(now)) return now;
  if (!headers_left()) return {};
  return next_header_at();
}

bool JobSource::exhausted() const {
  return job_ && returned_.empty() && blocks_.empty() && !headers_left();
}

double JobSource::handed_out() const { return handed_out_; }

}  // namespace wildcat
