// SPDX-License-Identifier: MIT
// A name is tried as an id, a number, an address and a part of a device's name, in this order.
#include "miner/devices/device_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>

#include "miner/devices/backends.h"
#include "miner/text/spelling.h"

namespace wildcat::program {

namespace {

using Infos = std::vector<DeviceInfo>;
using Matches = std::vector<std::size_t>;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// A card with two drivers is two devices at one address.
bool same_card(const DeviceInfo& a, const DeviceInfo& b) {
  return !a.pci.empty() && a.pci == b.pci;
}

const DeviceInfo* card_among(const Infos& found, const Matches& use, const DeviceInfo& device) {
  for (const std::size_t i : use)
    if (same_card(found[i], device)) return &found[i];
  return nullptr;
}

Matches all_with(const Infos& found, const std::function<bool(const DeviceInfo&)>& wanted) {
  Matches all;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (wanted(found[i]) && card_among(found, all, found[i]) == nullptr) all.push_back(i);
  return all;
}

Matches by_number(const Infos& found, const std::string& text) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number >= found.size()) return {};
  return {number};
}

Matches matches(const Infos& found, const std::string& wanted) {
  const std::string text = lower(wanted);
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i].id == text) return {i};
  if (auto one = by_number(found, text); !one.empty()) return one;
  const auto at_address = all_with(found, [&](const DeviceInfo& device) {
    return !device.pci.empty() && (device.pci == text || device.pci == "0000:" + text);
  });
  if (!at_address.empty() || text.find(':') != std::string::npos) return at_address;
  return all_with(found, [&](const DeviceInfo& device) {
    return lower(device.name).find(text) != std::string::npos;
  });
}

bool is_processor(const DeviceInfo& device) { return device.kind == DeviceKind::cpu; }

/// A driver that computes on the processor, beside the backend that does that better.
bool is_guest(const DeviceInfo& device) {
  return is_processor(device) && !is_own_processor(device);
}

Matches default_use(const Infos& found) {
  auto use = all_with(found, [](const DeviceInfo& device) { return !is_processor(device); });
  if (use.empty()) use = all_with(found, is_own_processor);
  if (use.empty() && !found.empty()) use = {0};
  return use;
}

std::string why_idle(const Infos& found, const Matches& use, const DeviceInfo& device) {
  if (const DeviceInfo* other = card_among(found, use, device))
    return fmt::format("{} is the same card as {}", device.id, other->id);
  if (is_guest(device))
    return fmt::format("{} ({}) computes on the processor itself", device.id, device.name);
  return fmt::format("{} stays idle while a graphics card mines", device.id);
}

}  // namespace

DeviceChoice default_devices(const Infos& found) {
  DeviceChoice choice{default_use(found), {}};
  for (std::size_t i = 0; i < found.size(); ++i)
    if (std::find(choice.use.begin(), choice.use.end(), i) == choice.use.end())
      choice.left_out.push_back(
          fmt::format("{}; -d {} uses it.", why_idle(found, choice.use, found[i]), found[i].id));
  return choice;
}

Result<DeviceChoice> named_devices(const Infos& found, const std::vector<std::string>& wanted) {
  DeviceChoice choice;
  for (const std::string& name : wanted) {
    const Matches meant = matches(found, name);
    if (meant.empty()) {
      std::vector<std::string> ids;
      for (const DeviceInfo& device : found) ids.push_back(device.id);
      return Error{Errc::not_runnable,
                   fmt::format("there is no device '{}' here; --devices can name {}.", name,
                               ids.empty() ? "none" : join_or(ids))};
    }
    for (const std::size_t i : meant)  // named twice is still one device
      if (std::find(choice.use.begin(), choice.use.end(), i) == choice.use.end())
        choice.use.push_back(i);
  }
  return choice;
}

Result<DeviceChoice> choose_devices(const Infos& found, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return default_devices(found);
  return named_devices(found, wanted);
}

bool surely_unwanted(const std::string& backend, const std::vector<std::string>& wanted) {
  const auto names_another = [&](const std::string& name) {
    for (const BackendRow& other : known_backends())
      if (lower(name).starts_with(std::string(other.name) + ":")) return other.name != backend;
    return false;
  };
  return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), names_another);
}

}  // namespace wildcat::program
