// SPDX-License-Identifier: MIT
// There is no public suffix list here. Where two labels might be one suffix (co.uk), the answer is
// no.
#include "stratum/protocol/redirect.h"

#include <algorithm>

#include "stratum/net/foreign_text.h"

namespace wildcat::stratum {
namespace {

std::string normal(std::string_view host) {
  std::string out(host);
  if (out.ends_with('.')) out.pop_back();
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool valid_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

/// Addresses in any spelling end in a label that begins with a digit (127.1, 0x7f.1, 1.2.3.4).
bool is_address(std::string_view host) {
  const auto dot = host.rfind('.');
  const std::string_view last = dot == host.npos ? host : host.substr(dot + 1);
  return host.find(':') != host.npos || last.empty() || (last[0] >= '0' && last[0] <= '9');
}

std::string_view parent(std::string_view host) {
  const auto dot = host.find('.');
  return dot == host.npos ? std::string_view{} : host.substr(dot + 1);
}

/// "pool.com" is somebody's; "com" is not, and "co.uk" or "com.au" may not be.
bool surely_private(std::string_view domain) {
  const auto dot = domain.rfind('.');
  if (dot == domain.npos || dot == 0) return false;
  if (domain.find('.') != dot) return true;
  return !(domain.size() - dot - 1 == 2 && dot <= 3);
}

}  // namespace

bool may_follow(std::string_view home, std::string_view host) {
  const std::string from = normal(home), to = normal(host);
  if (from == to) return true;
  if (!valid_name(to) || is_address(to) || is_address(from)) return false;
  if (from.find('.') == from.npos) return false;
  if (to.ends_with("." + from)) return true;
  return parent(from) == parent(to) && surely_private(parent(from));
}

Result<Endpoint> RedirectPolicy::judge(const PoolUrl& home, const std::string& host,
                                       std::optional<std::uint16_t> port,
                                       std::chrono::steady_clock::time_point now,
                                       std::chrono::seconds wait) {
  const std::string to = host.empty() ? home.host : normal(host);
  if (!may_follow(home.host, to))
    return Error{Errc::refused, "the pool wants us to go to '" + sanitize(to, 80) +
                                    "', which is not its own domain; staying. If that is where "
                                    "you want to mine, give it as the pool's URL"};
  while (!recent_.empty() && now - recent_.front() > span) recent_.pop_front();
  if (recent_.size() >= most)
    return Error{Errc::refused,
                 "the pool sends us round in circles (more than three reconnects in ten minutes); "
                 "staying"};
  while (!waits_.empty() && now - waits_.front().first > std::chrono::hours(1)) waits_.pop_front();
  auto waiting = wait;
  for (const auto& [when, waited] : waits_) waiting += waited;
  if (waiting > most_waiting)
    return Error{Errc::refused,
                 "the pool wants us to wait for more than five minutes within an hour; staying"};
  if (wait.count() > 0) waits_.emplace_back(now, wait);
  recent_.push_back(now);
  return Endpoint{to, port.value_or(home.port)};
}

}  // namespace wildcat::stratum
