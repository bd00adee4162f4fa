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
#include <utility>

#include "engine/merkle.h"

namespace wildcat {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

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

/// The easier of the two: a block of a chain that is easier than the share target must not be lost.
Target scan_target(const JobOffer& offer) {
  if (offer.share_target_only) return offer.share_target;
  const auto network = Target::from_nbits(offer.job->nbits);
  return network ? std::max(*network, offer.share_target) : offer.share_target;
}

int order_of(std::uint32_t versions) { return static_cast<int>(std::bit_width(versions)) - 1; }

double hashes(int order, const NonceRange& nonces) {
  return static_cast<double>(std::uint64_t{1} << order) * static_cast<double>(nonces.count);
}

}  // namespace

JobSource::JobSource(SourceId id, std::uint64_t first_extranonce2)
    : id_(id), first_extranonce2_(first_extranonce2) {}

void JobSource::set_extranonce(Extranonce extranonce) {
  if (extranonce == extranonce_) return;
  drop_job();
  searches_.clear();
  extranonce_ = std::move(extranonce);
}

void JobSource::set_job(std::shared_ptr<const JobOffer> offer) {
  resume_or_begin(*offer);
  offer_ = std::move(offer);
  target_ = scan_target(*offer_);
  orders_ = std::popcount(current().roll_mask);
  last_extranonce2_ = highest_counter(extranonce2_size());
}

bool JobSource::is_of(const Search& search, const Job& job, std::uint32_t roll_mask) const {
  return search.roll_mask == roll_mask && search.job.lock().get() == &job;
}

/// Leaves the offer's search at the end of the list.
void JobSource::resume_or_begin(const JobOffer& offer) {
  const std::uint32_t roll_mask = offer.roll_mask & ~offer.job->version;
  // Nobody can offer a job again that nobody holds; the new offer holds its own.
  std::erase_if(searches_, [](const Search& search) { return search.job.expired(); });
  const auto known = std::find_if(searches_.begin(), searches_.end(), [&](const Search& search) {
    return is_of(search, *offer.job, roll_mask);
  });
  if (known != searches_.end()) {
    std::rotate(known, known + 1, searches_.end());
    return;
  }
  if (searches_.size() == most_searches) searches_.erase(searches_.begin());
  Search search;
  search.job = offer.job;
  search.roll_mask = roll_mask;
  search.id = ++begun_;
  search.clock_start =
      offer.job->clock_start == TimePoint{} ? offer.arrived : offer.job->clock_start;
  searches_.push_back(std::move(search));
}

void JobSource::drop_job() { offer_ = nullptr; }

const std::shared_ptr<const JobOffer>& JobSource::offer() const { return offer_; }

/// Bytes of extranonce2 there are to roll; a fixed root has none.
std::uint8_t JobSource::extranonce2_size() const {
  return std::holds_alternative<Hash256>(job().merkle) ? std::uint8_t{0}
                                                       : extranonce_.extranonce2_size;
}

Hash256 JobSource::root_under(const Extranonce2& extranonce2) const {
  if (const auto* root = std::get_if<Hash256>(&job().merkle)) return *root;
  return merkle_root(*std::get<std::shared_ptr<const CoinbaseParts>>(job().merkle),
                     extranonce_.extranonce1, extranonce2);
}

bool JobSource::headers_left() const { return current().next_roll <= job().ntime_window; }

/// When the clock allows the next header's ntime: one second of roll per second since the job came.
JobSource::TimePoint JobSource::next_header_at() const {
  const TimePoint start = current().clock_start;
  return job().ntime_free ? start : start + std::chrono::seconds(current().next_roll);
}

/// The first ntime is the job's own and waits for no clock.
bool JobSource::header_ready(TimePoint now) const {
  return headers_left() && (current().next_roll == 0 || next_header_at() <= now);
}

/// Adds the next header as one whole block and moves on: extranonce2 first, then ntime.
void JobSource::open_header() {
  Search& search = current();
  auto header = std::make_shared<Header>();
  // The highest value is all ones, so the sum goes round by masking.
  const std::uint64_t counter = (first_extranonce2_ + search.next_extranonce2) & last_extranonce2_;
  header->extranonce2 = encode(counter, extranonce2_size());
  header->merkle_root = root_under(header->extranonce2);
  header->ntime = job().ntime + static_cast<std::uint32_t>(search.next_roll);
  search.blocks.push_back({std::move(header), 0, orders_, job().nonces});
  if (search.next_extranonce2++ == last_extranonce2_) {
    search.next_extranonce2 = 0;
    ++search.next_roll;
  }
}

/// Index of the smallest block of at least this order, in a fresh header if need be; when there is
/// no such block any more, of the largest; `none` when there is nothing at all.
std::size_t JobSource::best_block(int order, TimePoint now) {
  const std::vector<Block>& blocks = current().blocks;
  std::size_t fitting = none;
  std::size_t largest = none;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const int here = blocks[i].order;
    if (here >= order && (fitting == none || here < blocks[fitting].order)) fitting = i;
    if (largest == none || here > blocks[largest].order) largest = i;
  }
  if (fitting != none) return fitting;
  if (!header_ready(now)) return largest;
  open_header();
  return blocks.size() - 1;
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
  const Search& search = current();
  Work work;
  work.unit.source = id_;
  work.unit.header = {.version = job().version,
                      .prev_hash = job().prev_hash,
                      .merkle_root = block.header->merkle_root,
                      .ntime = block.header->ntime,
                      .nbits = job().nbits};
  work.unit.roll_mask = search.roll_mask;
  work.unit.first_version = block.first;
  work.unit.versions = std::uint32_t{1} << block.order;
  work.unit.nonces = block.nonces;
  work.unit.target = target_;
  work.offer = offer_;
  work.extranonce2 = block.header->extranonce2;
  work.search = search.id;
  return work;
}

std::optional<Work> JobSource::next(const Shape& wish, TimePoint now) {
  if (!offer_) return {};
  Search& search = current();
  const int order = std::min(order_of(std::max(wish.versions, 1u)), orders_);
  const std::uint64_t most = offer_->unit_hashes > 0 ? offer_->unit_hashes >> order : wish.nonces;
  const std::uint64_t nonces = std::max(std::min(wish.nonces, most), std::uint64_t{1});
  // What came back goes first, so that a space can end.
  std::vector<Block>& blocks = search.returned.empty() ? search.blocks : search.returned;
  const std::size_t index =
      search.returned.empty() ? best_block(order, now) : search.returned.size() - 1;
  if (index == none) return {};
  const Block piece = cut(blocks, index, order, nonces);
  search.handed_out += hashes(piece.order, piece.nonces);
  ++search.in_flight;
  return to_work(piece);
}

bool JobSource::finish(const Work& work, std::uint64_t nonces_done) {
  const auto search = std::find_if(searches_.begin(), searches_.end(),
                                   [&](const Search& s) { return s.id == work.search; });
  if (search == searches_.end()) return false;
  --search->in_flight;
  const WorkUnit& unit = work.unit;
  if (nonces_done >= unit.nonces.count) return false;
  Block rest{std::make_shared<Header>(
                 Header{unit.header.merkle_root, work.extranonce2, unit.header.ntime}),
             unit.first_version, order_of(unit.versions), unit.nonces};
  rest.nonces.first += static_cast<std::uint32_t>(nonces_done);
  rest.nonces.count -= nonces_done;
  search->handed_out -= hashes(rest.order, rest.nonces);
  search->returned.push_back(std::move(rest));
  return offer_ && &*search == &current();
}

std::optional<JobSource::TimePoint> JobSource::ready_at(TimePoint now) const {
  if (!offer_) return {};
  if (!current().returned.empty() || !current().blocks.empty() || header_ready(now)) return now;
  if (!headers_left()) return {};
  return next_header_at();
}

bool JobSource::exhausted() const {
  return offer_ && current().returned.empty() && current().blocks.empty() && !headers_left();
}

bool JobSource::note_exhausted() { return exhausted() && !std::exchange(current().noted, true); }

std::shared_ptr<const Job> JobSource::take_searched() {
  if (!exhausted() || current().in_flight > 0 || std::exchange(current().told, true)) return {};
  return offer_->job;
}

double JobSource::handed_out() const { return offer_ ? current().handed_out : 0; }

}  // namespace wildcat
