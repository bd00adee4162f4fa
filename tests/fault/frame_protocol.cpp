// SPDX-License-Identifier: MIT
// The frames' bytes, the layer that xors them, and the protocol's few rules.
#include "tests/fault/frame_protocol.h"

#include <algorithm>
#include <utility>

#include "stratum/net/earliest.h"
#include "stratum/net/while_alive.h"

namespace wildcat::stratum::testing {
namespace {

constexpr std::size_t header_size = 4, longest_payload = 256;

class XorStream final : public Stream, public std::enable_shared_from_this<XorStream> {
 public:
  explicit XorStream(Events events) : events_(std::move(events)) {}

  void wrap(const StreamFactory& below) {
    const auto guarded = [this](auto f) { return while_alive(weak_from_this(), f); };
    inner_ = below({events_.trying, guarded([](XorStream& self, const std::string& address) {
                      self.address_ = address;
                      self.inner_->write(self.ours_);
                    }),
                    guarded([](XorStream& self, std::string_view bytes) { self.on_data(bytes); }),
                    guarded([](XorStream& self, const Error& why) { self.fail(why); })});
  }

  void open(const Endpoint& to, unsigned attempt) override { inner_->open(to, attempt); }
  void write(std::string bytes) override { inner_->write(out_->apply(std::move(bytes))); }
  void close() override {
    done_ = true;
    events_ = {};
    inner_->close();
  }
  bool done() const { return done_; }

 private:
  void on_data(std::string_view bytes) {
    if (!in_) {
      const std::size_t missing = std::min(key_size - theirs_.size(), bytes.size());
      theirs_ += bytes.substr(0, missing);
      bytes.remove_prefix(missing);
      if (theirs_.size() < key_size) return;
      if (theirs_ == std::string(key_size, '\0'))
        return fail(Error{Errc::protocol, "the pool's key is empty"});
      in_.emplace(shared_key(ours_, theirs_));
      out_.emplace(shared_key(ours_, theirs_));
      const auto opened = events_.opened;
      opened(address_);
    }
    const auto data = events_.data;
    if (!bytes.empty() && data) data(in_->apply(std::string(bytes)));
  }
  void fail(const Error& why) {
    const auto closed = events_.closed;
    close();
    closed(why);
  }

  Events events_;
  std::shared_ptr<Stream> inner_;
  std::string address_, ours_ = "\x11\x22\x33\x44", theirs_;
  std::optional<XorCipher> in_, out_;
  bool done_ = false;
};

}  // namespace

std::string number_bytes(std::uint32_t value) {
  std::string out;
  for (int i = 0; i < 4; ++i, value >>= 8U) out += static_cast<char>(value & 0xffU);
  return out;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
  return value;
}

std::string encode(const Frame& frame) {
  std::string out{static_cast<char>(frame.type), static_cast<char>(frame.source)};
  out += number_bytes(static_cast<std::uint32_t>(frame.payload.size())).substr(0, 2);
  return out + frame.payload;
}

Result<std::optional<Frame>> take_frame(std::string& bytes) {
  if (bytes.size() < header_size) return std::optional<Frame>{};
  const auto type = static_cast<unsigned char>(bytes[0]);
  const std::size_t length = number_at(bytes, 2) & 0xffffU;
  if (type < 1 || type > static_cast<unsigned char>(FrameType::refused) || length > longest_payload)
    return Error{Errc::protocol, "this is no frame"};
  if (bytes.size() < header_size + length) return std::optional<Frame>{};
  Frame frame{static_cast<FrameType>(type), static_cast<unsigned char>(bytes[1]),
              bytes.substr(header_size, length)};
  bytes.erase(0, header_size + length);
  return std::optional<Frame>(std::move(frame));
}

std::string XorCipher::apply(std::string bytes) {
  for (char& byte : bytes) byte = static_cast<char>(byte ^ key_[at_++ % key_.size()]);
  return bytes;
}

std::string shared_key(std::string_view ours, std::string_view theirs) {
  return XorCipher(std::string(ours)).apply(std::string(theirs));
}

StreamFactory through_xor(StreamFactory below) {
  return [below = std::move(below)](Stream::Events events) {
    auto stream = std::make_shared<XorStream>(std::move(events));
    stream->wrap(below);
    return stream;
  };
}

// ---------------------------------------------------------------- sources

Result<void> FrameProtocol::check() const {
  for (const auto& [number, source] : sources_)
    if (source.setup.worker.size() > longest_worker)
      return Error{Errc::invalid_argument, "the worker's name is too long"};
  return {};
}

Result<void> FrameProtocol::open(SourceNumber number, const SourceSetup& setup, Time) {
  if (sources_.size() == most_sources) return Error{Errc::exhausted, "there are too many sources"};
  sources_[number].setup = setup;
  if (connected_) send({FrameType::open, number, setup.worker});
  return {};
}

void FrameProtocol::close(SourceNumber number, Time now) {
  const auto found = sources_.find(number);
  if (found == sources_.end()) return;
  if (connected_) send({FrameType::close, number, ""});
  void_work(found->second, now);
  sources_.erase(found);
}

bool FrameProtocol::source_ready(SourceNumber number) const {
  const auto found = sources_.find(number);
  return found != sources_.end() && found->second.ready;
}

void FrameProtocol::set_wishes(SourceNumber number, const SourceWishes& wishes, Time) {
  sources_.at(number).setup.wishes = wishes;
  if (source_ready(number) && wishes.difficulty)
    send({FrameType::wish, number, number_bytes(static_cast<std::uint32_t>(*wishes.difficulty))});
}

// ---------------------------------------------------------------- the connection

void FrameProtocol::connected(Time) {
  connected_ = true;
  heard_.clear();
  output_.clear();
  for (const auto& [number, source] : sources_)
    send({FrameType::open, number, source.setup.worker});
}

void FrameProtocol::disconnected(Time now) {
  connected_ = false;
  output_.clear();
  for (auto& [number, source] : sources_) void_work(source, now);
}

void FrameProtocol::finish(Time now) { disconnected(now); }

void FrameProtocol::receive(std::string_view bytes, Time now) {
  heard_ += bytes;
  while (!leave_) {
    auto frame = take_frame(heard_);
    if (!frame) {
      leave_ = Leave{Leave::Kind::failed, frame.error(), std::nullopt, {}};
      return;
    }
    if (!*frame) return;
    tell(false, **frame);
    on_frame(**frame, now);
  }
}

void FrameProtocol::on_frame(const Frame& frame, Time now) {
  const auto found = sources_.find(frame.source);
  if (found == sources_.end()) return;  // closed meanwhile
  Source& source = found->second;
  switch (frame.type) {
    case FrameType::opened:
      source.ready = true;
      source.setup.observer->on_subscribed("", 0, false);
      return source.setup.observer->on_authorized();
    case FrameType::closed:
      void_work(source, now);
      return source.setup.observer->on_closed(Error{Errc::refused, frame.payload});
    case FrameType::job: {
      auto job = std::make_shared<Job>();
      job->merkle = Hash256{};
      job->ntime = number_at(frame.payload, 0);
      job->nbits = 0x1d00ffff;
      JobOffer offer;
      offer.job = std::move(job);
      offer.share_target = Target::from_difficulty(1e-9).value();
      offer.name = std::to_string(number_at(frame.payload, 0));
      offer.clean = true;
      if (source.setup.sink->set_job(offer)) source.setup.observer->on_job(offer, 1e-9);
      return;
    }
    case FrameType::accepted:
      for (const auto& held : source.queue.answered_through(number_at(frame.payload, 0)))
        answer(source, held, ShareOutcome::Kind::accepted, now);
      return;
    case FrameType::refused:
      if (const auto held = source.queue.answered(number_at(frame.payload, 0)))
        answer(source, *held, ShareOutcome::Kind::rejected, now);
      return;
    default:
      return observer_.on_warning("a frame that only clients send", Remedy::none);
  }
}

void FrameProtocol::tick(Time now) {
  for (auto& [number, source] : sources_)
    for (const auto& held : source.queue.take_sent_before(now - options_.reply_timeout))
      answer(source, held, ShareOutcome::Kind::lost, now);
}

std::string FrameProtocol::take_output() { return std::exchange(output_, {}); }

std::optional<Leave> FrameProtocol::take_leave() { return std::exchange(leave_, std::nullopt); }

std::optional<Protocol::Time> FrameProtocol::deadline() const {
  Earliest next;
  for (const auto& [number, source] : sources_)
    if (const auto oldest = source.queue.oldest())
      next.consider(*oldest + options_.reply_timeout + std::chrono::milliseconds(1));
  return next.time();
}

bool FrameProtocol::ready() const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [](const auto& entry) { return entry.second.ready; });
}

void FrameProtocol::send(const Frame& frame) {
  output_ += encode(frame);
  tell(true, frame);
}

void FrameProtocol::tell(bool outgoing, const Frame& frame) {
  observer_.on_frame(outgoing, encode(frame));
  observer_.on_line(outgoing, std::to_string(static_cast<int>(frame.type)) + " of source " +
                                  std::to_string(frame.source));
}

// ---------------------------------------------------------------- shares

void FrameProtocol::submit(SourceNumber number, Share share, Time now, std::optional<Time> since) {
  Source& source = sources_.at(number);
  if (!source.ready) return source.setup.observer->on_share_dropped(share, StaleFault::network);
  Submission submission;
  submission.id = submission.number = ++source.shares;
  submission.job_id = share.offer().name;
  submission.nonce = share.header().nonce;
  send({FrameType::share, number,
        number_bytes(static_cast<std::uint32_t>(submission.id)) + number_bytes(submission.nonce)});
  HeldShare held{std::move(share), submission};
  held.ready = since.value_or(now);
  held.sent = now;
  source.queue.sent(std::move(held));
  source.setup.observer->on_submitted(submission);
}

void FrameProtocol::discarded(SourceNumber number, std::uint64_t count, Time) {
  sources_.at(number).setup.observer->on_shares_discarded(count);
}

bool FrameProtocol::drained() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [](const auto& entry) { return entry.second.queue.unanswered() == 0; });
}

void FrameProtocol::answer(Source& source, const HeldShare& held, ShareOutcome::Kind kind,
                           Time now) {
  SubmitResult result;
  result.submission = held.submission;
  result.outcome.kind = kind;
  result.latency = now - held.sent;
  history_.note(result.outcome);
  source.setup.observer->on_result(result);
}

void FrameProtocol::void_work(Source& source, Time now) {
  if (std::exchange(source.ready, false)) source.setup.sink->drop_job();
  for (const auto& held : source.queue.take_unanswered())
    answer(source, held, ShareOutcome::Kind::lost, now);
}

}  // namespace wildcat::stratum::testing
