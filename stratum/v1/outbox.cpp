// SPDX-License-Identifier: MIT
// Lines out, and what is told about the pool: each text passes hide(), so that no password gets to
// an observer.
#include "stratum/v1/outbox.h"

#include <utility>

#include "stratum/net/foreign_text.h"

namespace wildcat::stratum {

void Outbox::begin() {
  requests_.clear();
  output_.clear();
  leave_.reset();
  next_id_ = 1;
  left_ = false;
  doubted_ = nullptr;
}

void Outbox::end(bool blame) {
  // Once may be chance.
  if (blame && !left_ && doubted_ != nullptr && ++doubted_->doubts >= 2) doubted_->avoid = true;
  output_.clear();
  leave_.reset();
}

void Outbox::heard() {
  if (doubted_ != nullptr) doubted_->doubts = 0;
  doubted_ = nullptr;
}

std::uint64_t Outbox::request(RequestKind kind) {
  const std::uint64_t id = next_id_++;
  requests_[id] = kind;
  return id;
}

std::optional<RequestKind> Outbox::answered(std::uint64_t id) {
  const auto found = requests_.find(id);
  if (found == requests_.end()) return std::nullopt;
  const RequestKind kind = found->second;
  requests_.erase(found);
  return kind;
}

void Outbox::send(const std::string& line, const std::string& shown) {
  output_ += line + "\n";
  last_sent_ = now_;
  observer_.on_line(true, shown);
}

void Outbox::say(const std::string& text, Remedy remedy) {
  observer_.on_warning(hide(text, options_.password), remedy);
}

void Outbox::warn(const std::string& text) {
  if (!warnings_.pass(now_)) return;
  say_held_warnings();
  say(text);
}

void Outbox::say_held_warnings() {
  if (const auto held = warnings_.take_held(); held > 0)
    say(std::to_string(held) + " more warnings about this pool were not shown");
}

void Outbox::leave(Leave::Kind kind, Errc code, std::string why, Remedy remedy) {
  if (leave_) return;
  left_ = true;
  leave_ =
      Leave{kind, Error{code, std::move(why), remedy}, std::nullopt, std::chrono::milliseconds(0)};
}

void Outbox::redirect(Endpoint to, std::chrono::milliseconds wait) {
  leave(
      Leave::Kind::redirected, Errc::io,
      "the pool asked us to reconnect to " + sanitize(to.host, 80) + ":" + std::to_string(to.port));
  leave_->to = std::move(to);
  leave_->wait = wait;
}

std::string Outbox::take_output() { return std::exchange(output_, {}); }

std::optional<Leave> Outbox::take_leave() { return std::exchange(leave_, std::nullopt); }

}  // namespace wildcat::stratum
