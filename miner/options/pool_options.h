// SPDX-License-Identifier: MIT
// The options that belong to one pool each. On the command line and in a config file they follow
// their --url, and never hold for another one: a password must not go to the wrong pool.
#pragma once

#include <span>
#include <vector>

#include "miner/options/common_options.h"
#include "miner/run/settings.h"

namespace wildcat::program {

/// All pools that are named, or the one for practice, by `rows`. Errors go to `reader`. Reads
/// password files.
std::vector<PoolSettings> read_pools(ValueReader& reader, std::span<const OptionSpec> rows);

namespace pool_options {

/// @{ Values that have a grammar of their own. A password in a URL is not quoted in an error.
void read_pool_url(ValueReader& reader, const OptionSpec& row, PoolSettings& pool);
void read_proxy_url(ValueReader& reader, const OptionSpec& row, PoolSettings& pool);
void read_fingerprint(ValueReader& reader, const OptionSpec& row, stratum::TlsOptions& tls);
/// @}

/// An option of a pool.
constexpr OptionSpec of_pool(std::string_view name, char letter, std::string_view argument,
                             std::string_view text, OptionValue value) {
  return {name, letter, argument, group::pool, text, value, Repeat::per_pool};
}

inline constexpr OptionSpec url = of_pool(
    "url", 'o', "URL",
    "Pool to mine on: stratum+tcp://host:port or host:port; stratum+ssl://host:port is encrypted. "
    "Repeat it, each with the options of this group behind it, for several pools (see "
    "--pool-strategy). Without it a practice pool is started in this process; nothing there earns "
    "anything.",
    bind::by<read_pool_url>());
inline constexpr OptionSpec user =
    of_pool("user", 'u', "NAME", "User (often: payout address, dot, worker name).",
            bind::by_hand<&PoolSettings::user>());
inline constexpr OptionSpec pass = of_pool(
    "pass", 'p', "PASSWORD",
    "Password, default '{default}'. Other users of this machine can see it in the process list; "
    "--pass-file keeps it out of there.",
    bind::by_hand<&PoolSettings::password>());
inline constexpr OptionSpec pass_file =
    of_pool("pass-file", 0, "FILE", "Read the password from the first line of FILE.",
            bind::by_hand<&PoolSettings::password>());
inline constexpr OptionSpec userpass =
    of_pool("userpass", 'O', "NAME:PASSWORD",
            "Both in one. Like --pass, it can be seen in the process list.",
            bind::by_hand<&PoolSettings::user>());
inline constexpr OptionSpec proxy = of_pool(
    "proxy", 'x', "URL",
    "Go through this proxy: socks5h://host:port (Tor listens on 9050), socks5://host:port (looks "
    "the pool's name up here) or http://host:port (CONNECT); with a login as "
    "socks5h://NAME:PASSWORD@host:port.",
    bind::by<read_proxy_url>());
inline constexpr OptionSpec tls_ca =
    of_pool("tls-ca", 0, "FILE", "Believe the authorities in FILE (PEM) and none of the system's.",
            bind::text<&stratum::TlsOptions::ca_file>());
inline constexpr OptionSpec tls_fingerprint = of_pool(
    "tls-fingerprint", 0, "FINGERPRINT",
    "Believe exactly this certificate, whoever issued it: 'sha256:' and 64 hex digits, as 'openssl "
    "x509 -noout -fingerprint -sha256' prints them.",
    bind::by<read_fingerprint>());
inline constexpr OptionSpec tls_first_use = of_pool(
    "tls-first-use", 0, "FILE",
    "Trust on first use: note the certificate that the pool shows first in FILE, and believe no "
    "other from then on.",
    bind::text<&stratum::TlsOptions::first_use_file>());
inline constexpr OptionSpec tls_insecure = of_pool(
    "tls-insecure", 0, "",
    "Believe any certificate. Whoever sits between you and the pool can play the pool and read the "
    "password.",
    bind::flag<&stratum::TlsOptions::insecure>());
inline constexpr OptionSpec quota = of_pool(
    "quota", 0, "N", "The pool's part of the work with --pool-strategy quota. Default {default}.",
    bind::whole<&PoolSettings::quota>(1, 1'000'000, "must be a number from {low} on."));

}  // namespace pool_options

}  // namespace wildcat::program
