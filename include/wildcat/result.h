// SPDX-License-Identifier: MIT
// Errors as values: the library never throws for a condition a caller can meet, never prints, never
// aborts.
#pragma once

#include <string>
#include <utility>
#include <variant>

#pragma GCC visibility push(default)  // what the shared library exports

/// The C++ API: engine, devices, and what both speak of.
namespace wildcat {

/// What kind of thing went wrong. The message of an Error says what exactly, and what to do about
/// it.
enum class Errc {
  invalid_argument,  ///< the caller's input is malformed or out of range
  not_found,         ///< a named thing (kernel, device, file) does not exist
  not_runnable,      ///< it exists, but not on this machine (missing CPU feature, no driver)
  self_test_failed,  ///< it ran and computed a wrong answer; it must not be used
  device_failed,     ///< a device stopped working after it had been opened
  io,                ///< file, socket or name resolution trouble
  protocol,          ///< the peer broke the protocol
  refused,           ///< the peer understood and said no (authorisation, for one)
  exhausted,         ///< a finite resource is used up (search space, retries, time)
  state,             ///< the call is not legal now (submit after stop, second start)
};

/// Which setting of the caller's would mend it, where one would. A program that has an option for
/// it adds that option's name to the message.
enum class Remedy {
  none,         ///< no setting, or the message says it
  login,        ///< user name and password
  certificate,  ///< the certificates that are believed: one, or an authority
  authorities,  ///< the file of the authorities that are believed
  listen_port,  ///< the port to listen on
  difficulty,   ///< the difficulty that the pool is asked for
};

/// "invalid_argument", "io", ...: the name of a kind, for programs.
constexpr const char* to_string(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return "invalid_argument";
    case Errc::not_found:
      return "not_found";
    case Errc::not_runnable:
      return "not_runnable";
    case Errc::self_test_failed:
      return "self_test_failed";
    case Errc::device_failed:
      return "device_failed";
    case Errc::io:
      return "io";
    case Errc::protocol:
      return "protocol";
    case Errc::refused:
      return "refused";
    case Errc::exhausted:
      return "exhausted";
    case Errc::state:
      return "state";
  }
  return "state";
}

/// An error as a value. `message` is one English sentence for a person: the cause, then the remedy.
/// It names no option of any program.
struct Error {
  Errc code = Errc::invalid_argument;  ///< for programs
  std::string message;                 ///< for people
  Remedy remedy = Remedy::none;        ///< for programs that name their options
};

/// Either a T or an Error. Thread rule: as for any value, one thread at a time.
template <class T>
class [[nodiscard]] Result {
 public:
  /// Success, so that a function can `return value;`.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: by design
  /// Failure, so that a function can `return Error{...};`.
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: by design

  /// True when a value is held.
  explicit operator bool() const noexcept { return state_.index() == 0; }

  /// @{ The value. Precondition: a value is held (std::get throws otherwise: a bug in the caller).
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  /// @}

  /// The error. Precondition: no value is held.
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  /// Success, so that a function can `return {};`.
  Result() = default;
  /// Failure, so that a function can `return Error{...};`.
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: by design

  /// True when it is a success.
  explicit operator bool() const noexcept { return ok_; }
  /// The error. Precondition: the result is a failure.
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace wildcat
#pragma GCC visibility pop
