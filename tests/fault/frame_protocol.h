// SPDX-License-Identifier: MIT
// A protocol made for tests, as unlike Stratum V1 as the interface allows: frames of bytes, several
// sources on a connection that the pool may close one by one, and one answer for many shares. Below
// it a layer that changes the bytes after a handshake. What works with this and with V1 depends on
// neither.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "stratum/net/stream.h"
#include "stratum/protocol/answer_history.h"
#include "stratum/protocol/protocol.h"
#include "stratum/protocol/share_queue.h"

namespace wildcat::stratum::testing {

/// What a frame is about; client's words first.
enum class FrameType : std::uint8_t {
  open = 1,  ///< payload: the worker's name
  close,
  wish,      ///< payload: the difficulty, a whole number of 4 bytes
  share,     ///< payload: number and nonce
  opened,    ///< from here on the pool's
  closed,    ///< payload: why
  job,       ///< payload: ntime
  accepted,  ///< payload: all shares up to this number
  refused,   ///< payload: the number of one share
};

/// One message: type, source, length of the payload (2 bytes, little-endian), payload.
struct Frame {
  FrameType type = FrameType::open;
  SourceNumber source = 0;  ///< at most 255
  std::string payload;      ///< at most 256 bytes
};
std::string encode(const Frame& frame);
/// Takes the first whole frame off `bytes`; empty when there is none. Error: what no frame is.
Result<std::optional<Frame>> take_frame(std::string& bytes);
/// Four bytes, little-endian, and back.
std::string number_bytes(std::uint32_t value);
std::uint32_t number_at(std::string_view bytes, std::size_t at);

/// Changes bytes with a key, going on where the last call ended.
class XorCipher {
 public:
  explicit XorCipher(std::string key) : key_(std::move(key)) {}
  std::string apply(std::string bytes);

 private:
  std::string key_;
  std::size_t at_ = 0;
};

/// Length of the key that each side sends first; the two are xored.
inline constexpr std::size_t key_size = 4;
std::string shared_key(std::string_view ours, std::string_view theirs);

/// Bytes xored with a key that both sides exchange first. Error of the handshake: a key of zeros.
StreamFactory through_xor(StreamFactory below);

/// See above. Its limits: 8 sources, worker names of 32 bytes.
class FrameProtocol final : public Protocol {
 public:
  static constexpr std::size_t most_sources = 8, longest_worker = 32;

  FrameProtocol(const ClientOptions& options, ConnectionObserver& observer)
      : options_(options), observer_(observer) {}

  Result<void> check() const override;
  Result<void> open(SourceNumber number, const SourceSetup& setup, Time now) override;
  void close(SourceNumber number, Time now) override;
  bool source_ready(SourceNumber number) const override;
  void set_wishes(SourceNumber number, const SourceWishes& wishes, Time now) override;

  void connected(Time now) override;
  void disconnected(Time now) override;
  void receive(std::string_view bytes, Time now) override;
  void tick(Time now) override;
  std::string take_output() override;
  std::optional<Leave> take_leave() override;
  std::optional<Time> deadline() const override;
  bool ready() const override;
  void finish(Time now) override;

  void submit(SourceNumber number, Share share, Time now, std::optional<Time> since) override;
  void discarded(SourceNumber number, std::uint64_t count, Time now) override;
  bool drained() const override;
  int bad_answers(int count) const override { return history_.bad(count); }
  void forget_answers() override { history_.forget(); }

 private:
  struct Source {
    SourceSetup setup;
    bool ready = false;
    std::uint64_t shares = 0;
    ShareQueue queue;
  };
  void send(const Frame& frame);
  void tell(bool outgoing, const Frame& frame);
  void on_frame(const Frame& frame, Time now);
  void answer(Source& source, const HeldShare& held, ShareOutcome::Kind kind, Time now);
  void void_work(Source& source, Time now);

  const ClientOptions& options_;
  ConnectionObserver& observer_;
  std::map<SourceNumber, Source> sources_;
  bool connected_ = false;
  std::string heard_, output_;
  std::optional<Leave> leave_;
  AnswerHistory history_;
};

}  // namespace wildcat::stratum::testing
