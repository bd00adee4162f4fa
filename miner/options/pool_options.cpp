// SPDX-License-Identifier: MIT
// Which login wins, which trust excludes which, and what makes no sense without a pool.
#include "miner/options/pool_options.h"

#include <fmt/format.h>

#include <array>
#include <fstream>

#include "miner/text/remedies.h"

namespace wildcat::program {

namespace {

/// The part of a URL that may be a password, for taking it out of messages.
std::string url_secret(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::size_t at = url.rfind('@'), colon = url.find(':');
  if (at == std::string_view::npos || colon > at) return "";
  return std::string(url.substr(colon, at - colon));
}

/// A URL option through its parser.
template <class Parse>
auto read_url(ValueReader& reader, std::string_view name, Parse parse)
    -> std::optional<std::decay_t<decltype(*parse(""))>> {
  const auto text = reader.text(name);
  if (!text) return std::nullopt;
  auto parsed = parse(*text);
  if (parsed) return *parsed;
  std::string message = message_with_options(parsed.error());
  const std::string secret = url_secret(*text);
  for (std::size_t at; !secret.empty() && (at = message.find(secret)) != std::string::npos;)
    message.replace(at, secret.size(), "...");
  reader.fail(fmt::format("--{}: {}", name, message));
  return std::nullopt;
}

void read_userpass(ValueReader& reader, PoolSettings& pool) {
  const auto pair = reader.text("userpass");
  if (!pair) return;
  const std::size_t colon = pair->find(':');
  if (colon == std::string::npos || colon == 0)
    return reader.fail("--userpass needs NAME:PASSWORD, with a colon between the two.");
  if (reader.text("user") || reader.text("pass") || reader.text("pass-file"))
    return reader.fail("--userpass together with --user, --pass or --pass-file; keep one way.");
  pool.user = pair->substr(0, colon);
  pool.password = pair->substr(colon + 1);
}

/// What the URL says gives way to the options.
void read_login(ValueReader& reader, PoolSettings& pool) {
  const bool in_url = pool.url && !pool.url->user.empty();
  if (in_url) pool.user = pool.url->user;
  if (pool.url && !pool.url->password.empty()) pool.password = pool.url->password;
  read_userpass(reader, pool);
  if (auto user = reader.text("user")) pool.user = *user;
  if (auto password = read_password(reader)) pool.password = *password;
  const bool named = reader.text("user") || reader.text("userpass") || in_url;
  if (pool.url && !named)
    reader.fail(
        "--url without --user: the pool pays by user name; add -u NAME behind it (often your "
        "address, a dot, and a name for this machine).");
  if (named && pool.user.empty()) reader.fail("--user is empty; give the name the pool knows.");
}

void check_trust(ValueReader& reader, const PoolSettings& pool) {
  const stratum::TlsOptions& tls = pool.tls;
  const int ways = int{!tls.ca_file.empty()} + int{!tls.first_use_file.empty()} +
                   int{tls.insecure} + int{tls.fingerprint.has_value()};
  if (ways > 1)
    reader.fail(
        "more than one of --tls-ca, --tls-fingerprint, --tls-first-use and --tls-insecure for one "
        "pool; keep the one that is to hold.");
  if (ways > 0 && pool.url && !pool.url->tls())
    reader.fail(
        fmt::format("a --tls option for a pool without TLS; write its --url as "
                    "stratum+ssl://{}:{}.",
                    pool.url->host, pool.url->port));
  if (!tls.ca_file.empty() && !std::ifstream(tls.ca_file))
    reader.fail(fmt::format(
        "--tls-ca '{}' cannot be read; give a file of certificates in PEM form.", tls.ca_file));
}

/// What makes no sense without a pool. (A login is taken for practice, too.)
constexpr std::array need_a_url{"proxy",           "quota",         "tls-ca",
                                "tls-fingerprint", "tls-first-use", "tls-insecure"};

PoolSettings read_pool(ValueReader& reader, std::span<const OptionSpec> rows) {
  PoolSettings pool;
  read_settings(reader, rows, pool);
  read_login(reader, pool);
  read_settings(reader, rows, pool.tls);
  check_trust(reader, pool);
  if (!reader.text("url"))
    for (const char* name : need_a_url)
      if (reader.text(name).value_or("false") != "false")
        reader.fail(fmt::format("--{} without --url: name the pool it is for, before it.", name));
  return pool;
}

}  // namespace

namespace pool_options {

void read_pool_url(ValueReader& reader, const OptionSpec& row, PoolSettings& pool) {
  pool.url = read_url(reader, row.name, stratum::parse_pool_url);
}

void read_proxy_url(ValueReader& reader, const OptionSpec& row, PoolSettings& pool) {
  pool.proxy = read_url(reader, row.name, stratum::parse_proxy_url);
}

void read_fingerprint(ValueReader& reader, const OptionSpec& row, stratum::TlsOptions& tls) {
  const auto given = reader.text(row.name);
  if (!given) return;
  const auto parsed = stratum::parse_tls_fingerprint(*given);
  if (!parsed) return reader.fail(fmt::format("--{}: {}.", row.name, parsed.error().message));
  tls.fingerprint = *parsed;
}

}  // namespace pool_options

std::vector<PoolSettings> read_pools(ValueReader& reader, std::span<const OptionSpec> rows) {
  std::vector<PoolSettings> pools;
  for (std::size_t number = 1; reader.has_pool(number); ++number) {
    ValueReader own = reader.of_pool(number);
    pools.push_back(read_pool(own, rows));
    if (own.error() && number > 1)
      reader.fail(fmt::format("pool {}: {}", number, own.error()->message));
    else if (own.error())
      reader.fail(own.error()->message);
  }
  return pools;
}

}  // namespace wildcat::program
