// SPDX-License-Identifier: MIT
// Sends the copies at their times, holds the session's lines back while a fault lasts, and takes
// the answers to copies out of what the session reads.
#include "stratum/v1/faults/fault_stream.h"

#include <algorithm>
#include <map>
#include <utility>

#include "stratum/net/earliest.h"
#include "stratum/net/foreign_text.h"
#include "stratum/net/timer.h"
#include "stratum/net/while_alive.h"
#include "stratum/v1/faults/fault_kind.h"
#include "stratum/v1/faults/fault_listener.h"
#include "stratum/v1/line_buffer.h"
#include "stratum/v1/refusal.h"

namespace wildcat::stratum {
namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr std::size_t shown_bytes = 1024;

Time now() { return std::chrono::steady_clock::now(); }

class FaultStream final : public Stream, public std::enable_shared_from_this<FaultStream> {
 public:
  FaultStream(Loop& loop, std::shared_ptr<FaultPlan> plan, Events events)
      : plan_(std::move(plan)),
        listener_(plan_),
        events_(std::move(events)),
        timer_(loop, [this] { on_clock(); }) {}

  /// Makes the real stream. Once, before anything else.
  void wrap(const StreamFactory& factory);

  void open(const Endpoint& to, unsigned attempt) override { inner_->open(to, attempt); }
  void write(std::string bytes) override;
  void close() override;
  bool done() const { return done_; }
  bool idle() const override { return pending_.empty() && !break_due_; }

 private:
  // what the pool says
  void on_data(std::string_view bytes);
  void on_line(std::string_view line);
  void on_closed(const Error& why);
  bool take_answer(const Response& response);
  void on_answer(const Response& response);
  void welcome_back();
  void forward(std::string_view bytes);
  // faults
  void inject(const SubmitText& submit);
  void commit(FaultKind kind, const SubmitText& submit);
  void commit_line(FaultKind kind, const std::string& line, std::uint64_t id);
  void send_half(const std::string& line);
  void break_off();
  bool busy() const { return hold_until_.has_value() || break_due_; }
  void release();
  // time and answers
  void on_clock();
  void arm();
  void answer(const PendingFault& pending, FaultAnswer answer);
  void put(std::string bytes);

  const std::shared_ptr<FaultPlan> plan_;
  FaultListener listener_;
  Events events_;
  Timer timer_;
  std::shared_ptr<Stream> inner_;
  bool done_ = false;
  std::string partial_;                            ///< of the pool's line
  std::map<std::uint64_t, PendingFault> pending_;  ///< by id
  std::optional<SubmitText> break_due_;            ///< disconnect when nothing is unanswered
  std::optional<Time> hold_until_;                 ///< half line or deafness
  bool deaf_ = false;
  std::string second_half_;  ///< of the half line
  std::string held_;         ///< what the session wrote meanwhile
};

void FaultStream::wrap(const StreamFactory& factory) {
  const auto guarded = [this](auto f) { return while_alive(weak_from_this(), f); };
  Events inside;
  inside.trying = guarded([](FaultStream& self, const std::string& address) {
    if (const auto tell = self.events_.trying) tell(address);
  });
  inside.opened = guarded([](FaultStream& self, const std::string& address) {
    const auto tell = self.events_.opened;
    tell(address);
  });
  inside.data = guarded([](FaultStream& self, std::string_view bytes) { self.on_data(bytes); });
  inside.closed = guarded([](FaultStream& self, const Error& why) { self.on_closed(why); });
  inner_ = factory(std::move(inside));
}

// ---------------------------------------------------------------- what the session says

void FaultStream::write(std::string bytes) {
  if (done_) return;
  std::string_view rest = bytes;
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    listener_.hear_request(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  put(std::move(bytes));
}

/// Behind the second half of a line, if there is one under way.
void FaultStream::put(std::string bytes) {
  if (second_half_.empty()) return inner_->write(std::move(bytes));
  held_ += bytes;
}

void FaultStream::close() {
  if (done_) return;
  done_ = true;
  events_ = {};
  timer_.cancel();
  inner_->close();
}

// ---------------------------------------------------------------- what the pool says

void FaultStream::on_data(std::string_view bytes) {
  const auto self = shared_from_this();
  partial_ += bytes;
  for (auto end = partial_.find('\n'); end != partial_.npos && !done_; end = partial_.find('\n')) {
    const std::string line = partial_.substr(0, end + 1);
    partial_.erase(0, end + 1);
    on_line(line);
  }
  // What is too long for a message is the session's to judge.
  if (!done_ && partial_.size() > LineBuffer::max_line) forward(std::exchange(partial_, {}));
}

void FaultStream::forward(std::string_view bytes) {
  const auto data = events_.data;
  data(bytes);
}

/// `line` ends with its "\n".
void FaultStream::on_line(std::string_view line) {
  std::string_view text = line.substr(0, line.size() - 1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  const auto message = text.empty() ? Result<Message>(Error{}) : parse_message(text);
  const auto* response = message ? std::get_if<Response>(&*message) : nullptr;
  // The empty piece makes the driver look: it may have waited for this answer.
  if (response != nullptr && take_answer(*response)) return forward({});
  if (response != nullptr)
    on_answer(*response);
  else if (message && listener_.hear(std::get<Call>(*message)))
    for (auto& [id, pending] : pending_) pending.voided = true;
  if (!done_) forward(line);
  if (!done_ && break_due_ && listener_.all_answered()) break_off();
}

/// To the session.
void FaultStream::on_answer(const Response& response) {
  const auto good = listener_.hear(response);
  if (listener_.authorized()) welcome_back();
  if (good) inject(*good);
}

bool FaultStream::take_answer(const Response& response) {
  auto found = pending_.end();
  if (response.id) {
    found = pending_.find(*response.id);
  } else if (response.error) {
    // An error without an id is about a line that could not be read.
    found = std::find_if(pending_.begin(), pending_.end(), [](const auto& entry) {
      const FaultKind kind = entry.second.fault.kind;
      return kind == FaultKind::malformed_json || kind == FaultKind::huge_line;
    });
  }
  if (found == pending_.end()) return false;
  const PendingFault pending = std::move(found->second);
  pending_.erase(found);
  FaultAnswer said;
  said.kind = response.yes() ? FaultAnswer::Kind::accepted : FaultAnswer::Kind::refused;
  if (!response.yes()) {
    const PoolError error = response.error.value_or(PoolError{});
    said.reason = classify(error);
    said.code = error.code;
    said.text = sanitize(hide(error.text, plan_->password));
    said.as_expected = may_refuse(pending.fault.kind, said.reason) ||
                       (pending.voided && said.reason == RejectReason::stale);
  }
  answer(pending, std::move(said));
  return true;
}

void FaultStream::welcome_back() {
  for (const PendingFault& pending : std::exchange(plan_->returning, {})) {
    FaultAnswer said;
    said.kind = FaultAnswer::Kind::returned;
    said.as_expected = true;
    answer(pending, std::move(said));
  }
}

void FaultStream::on_closed(const Error& why) {
  const auto self = shared_from_this();
  const bool provoked = std::any_of(pending_.begin(), pending_.end(), [](const auto& entry) {
    return may_close(entry.second.fault.kind);
  });
  std::vector<PendingFault> closed;
  for (auto& [id, pending] : std::exchange(pending_, {}))
    // Closed over one of them; nobody knows what the pool would have said to the others.
    if (!provoked || may_close(pending.fault.kind)) closed.push_back(std::move(pending));
  // Another reason than ours: the pool would not even let us in again.
  if (!listener_.authorized())
    for (auto& pending : std::exchange(plan_->returning, {})) closed.push_back(std::move(pending));
  for (const PendingFault& pending : closed) {
    FaultAnswer said;
    said.kind = FaultAnswer::Kind::closed;
    said.as_expected = may_close(pending.fault.kind);
    answer(pending, std::move(said));
  }
  const auto tell = events_.closed;
  close();
  tell(why);
}

// ---------------------------------------------------------------- faults

void FaultStream::inject(const SubmitText& submit) {
  for (const FaultRule& rule : plan_->rules)
    if (plan_->roll(rule.rate)) commit(rule.kind, submit);
}

void FaultStream::commit(FaultKind kind, const SubmitText& submit) {
  if (kind == FaultKind::disconnect_mid_submit) {
    if (!busy()) break_due_ = submit;
    return;
  }
  const bool holds = kind == FaultKind::half_line || kind == FaultKind::never_read;
  if (holds && busy()) return;
  if (kind == FaultKind::stale && !plan_->void_submit) return;
  SubmitText copy = kind == FaultKind::stale ? *plan_->void_submit : submit;
  const FaultTerms terms{plan_->find(copy.job_id), listener_.mask()};
  copy.id = plan_->next_id++;
  if (kind == FaultKind::reorder_ids) {
    SubmitText later = copy;
    later.id = plan_->next_id++;
    commit_line(kind, write_submit(later), later.id);
  }
  if (const auto line = fault_line(kind, copy, terms)) commit_line(kind, *line, copy.id);
}

void FaultStream::commit_line(FaultKind kind, const std::string& line, std::uint64_t id) {
  PendingFault pending{{kind, ++plan_->count, line.substr(0, shown_bytes)}, now(), false};
  const Fault told = pending.fault;
  pending_[id] = std::move(pending);
  if (kind == FaultKind::half_line)
    send_half(line);
  else
    put(line + "\n");
  if (kind == FaultKind::never_read) {
    deaf_ = true;
    inner_->pause_reading(true);
    hold_until_ = now() + plan_->deaf_time;
  }
  arm();
  const auto tell = events_.fault;  // whoever is told may close us
  if (tell) tell(told);
}

void FaultStream::send_half(const std::string& line) {
  const std::size_t half = line.size() / 2;
  inner_->write(line.substr(0, half));
  second_half_ = line.substr(half) + "\n";
  hold_until_ = now() + plan_->half_time;
}

/// Nothing is unanswered: the session loses no share by this.
void FaultStream::break_off() {
  const auto self = shared_from_this();
  SubmitText copy = *std::exchange(break_due_, std::nullopt);
  copy.id = plan_->next_id++;
  std::string half = write_submit(copy);
  half.resize(half.size() / 2);
  PendingFault pending{{FaultKind::disconnect_mid_submit, ++plan_->count, half}, now(), false};
  plan_->returning.push_back(pending);
  inner_->write(std::move(half));
  const Events events = events_;
  close();
  if (events.fault) events.fault(pending.fault);
  events.closed({Errc::io, "closed in the middle of a line, as asked (disconnect-mid-submit)"});
}

void FaultStream::release() {
  hold_until_.reset();
  if (std::exchange(deaf_, false)) inner_->pause_reading(false);
  if (second_half_.empty()) return;
  std::string late = std::exchange(second_half_, {});
  inner_->write(std::move(late) + std::exchange(held_, {}));
}

// ---------------------------------------------------------------- time and answers

void FaultStream::on_clock() {
  const auto self = shared_from_this();
  if (done_) return;
  const Time time = now();
  if (hold_until_ && time >= *hold_until_) release();
  bool answered = false;
  for (auto it = pending_.begin(); it != pending_.end();) {
    if (time < it->second.sent + plan_->reply_timeout) {
      ++it;
      continue;
    }
    const PendingFault pending = std::move(it->second);
    it = pending_.erase(it);
    answer(pending, {});
    answered = true;
  }
  if (answered && !done_) forward({});
  if (!done_) arm();
}

void FaultStream::arm() {
  Earliest next;
  next.consider(hold_until_);
  for (const auto& [id, pending] : pending_) next.consider(pending.sent + plan_->reply_timeout);
  timer_.set(next.time());
}

void FaultStream::answer(const PendingFault& pending, FaultAnswer said) {
  said.fault = pending.fault;
  said.latency = now() - pending.sent;
  const auto tell = events_.fault_answer;  // whoever is told may close us
  if (tell) tell(said);
}

}  // namespace

StreamFactory with_faults(Loop& loop, StreamFactory factory, std::shared_ptr<FaultPlan> plan) {
  return [&loop, factory = std::move(factory), plan = std::move(plan)](Stream::Events events) {
    auto stream = std::make_shared<FaultStream>(loop, plan, std::move(events));
    stream->wrap(factory);
    return stream;
  };
}

}  // namespace wildcat::stratum
