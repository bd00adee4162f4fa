// SPDX-License-Identifier: MIT
// Text that a peer sent: made safe to show, and rid of our secrets. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace wildcat::stratum {

/// `text` without control characters and without anything outside printable ASCII (shown as '?'),
/// at most `limit` bytes: a pool must not be able to drive a terminal.
std::string sanitize(std::string_view text, std::size_t limit = 200);

/// `text` with every occurrence of `secret` replaced by "***", as it is or written with JSON's
/// escapes (any of them: a pool may echo it as it likes). Secrets of fewer than four characters are
/// left alone ("x" is the customary non-password): they would blot out ordinary text.
std::string hide(std::string_view text, std::string_view secret);

/// Base64 (RFC 4648) with padding: how a login stands in a proxy's header, and may come back.
std::string base64(std::string_view text);

}  // namespace wildcat::stratum
