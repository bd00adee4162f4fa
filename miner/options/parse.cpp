// SPDX-License-Identifier: MIT
// Command line and config file through Boost.Program_options' tables; its exceptions become
// messages that name the remedy.
#include "miner/options/parse.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>

#include "miner/options/config_file.h"
#include "miner/text/spelling.h"

namespace wildcat::program {

namespace po = boost::program_options;

namespace {

Error usage_error(std::string message) { return {Errc::invalid_argument, std::move(message)}; }

std::string without_dashes(std::string name) {
  name.erase(0, name.find_first_not_of('-'));
  return name;
}

const po::value_semantic* semantic_of(const OptionSpec& option) {
  if (option.argument.empty()) return po::bool_switch();
  if (option.repeat == Repeat::joined) return po::value<std::vector<std::string>>()->composing();
  return po::value<std::string>();
}

po::options_description describe(std::span<const OptionSpec> options, bool in_file) {
  po::options_description description;
  for (const OptionSpec& option : options) {
    if (in_file && (option.name == "config" || option.name == "help")) continue;
    std::string names(option.name);
    if (option.letter != 0) names += fmt::format(",{}", option.letter);
    description.add_options()(names.c_str(), semantic_of(option), "");
  }
  return description;
}

/// The name alone: what was given as its value may be a password.
std::string without_value(const std::string& option) { return option.substr(0, option.find('=')); }

std::string unknown_option_message(const CommandSpec& command, const std::string& given,
                                   const std::string& where) {
  std::vector<std::string> names;
  for (const OptionSpec& option : command.options) names.emplace_back(option.name);
  const bool in_file = !where.empty();
  std::string message = fmt::format("{}unknown option '{}'", where, given);
  auto close = nearest(without_dashes(given), names);
  for (std::string& name : close)
    if (!in_file) name.insert(0, "--");
  message += close.empty() ? "." : fmt::format("; did you mean {}?", join_or(close));
  return message + fmt::format(" 'wildcat help {}' lists all options.", command.name);
}

/// Turns what Boost throws into our words. `where` is empty, or "config file 'x': ".
Error translate(const CommandSpec& command, const po::error& problem, const std::string& where) {
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&problem))
    return usage_error(unknown_option_message(
        command,
        without_value(where.empty() ? unknown->get_option_name()
                                    : without_dashes(unknown->get_option_name())),
        where));
  if (const auto* twice = dynamic_cast<const po::multiple_occurrences*>(&problem))
    return usage_error(fmt::format("{}option '{}' is given more than once; keep one of them.",
                                   where, twice->get_option_name()));
  return usage_error(fmt::format("{}{}. 'wildcat help {}' explains the options.", where,
                                 problem.what(), command.name));
}

/// Not quoted: a word that belongs to no option may be a password that lost its own.
std::optional<Error> stray_argument(const CommandSpec& command, const po::parsed_options& parsed) {
  std::string where = fmt::format("after '{}'", command.name);
  for (const auto& option : parsed.options) {
    if (option.position_key != -1)
      return usage_error(fmt::format(
          "unexpected argument {}; values belong to an option, as in --url host:port. 'wildcat "
          "help {}' lists all options.",
          where, command.name));
    where = fmt::format("after --{}", option.string_key);
  }
  return std::nullopt;
}

const OptionSpec* find_option(const CommandSpec& command, const std::string& name) {
  for (const OptionSpec& option : command.options)
    if (option.name == name) return &option;
  return nullptr;
}

/// One pool's options, and those of all.
using Pools = std::vector<RawValues>;

/// Takes the options out that belong to a pool, in their order: each --url but the first begins
/// another pool.
Result<Pools> take_pools(const CommandSpec& command, po::parsed_options& parsed) {
  Pools pools(1);
  std::vector<po::option> others;
  for (po::option& given : parsed.options) {
    const OptionSpec* option = find_option(command, given.string_key);
    if (option == nullptr || option->repeat != Repeat::per_pool) {
      others.push_back(std::move(given));
      continue;
    }
    if (option->name == "url" && pools.back().contains("url")) pools.emplace_back();
    const std::string value = given.value.empty() ? "true" : given.value.front();
    if (!pools.back().emplace(option->name, value).second)
      return usage_error(
          fmt::format("option '--{}' is given more than once for one pool; keep one "
                      "of them, or put the other behind a --url of its own.",
                      option->name));
  }
  parsed.options = std::move(others);
  return pools;
}

/// The command line wins. A pool that it names takes nothing from pools that the file names.
Pools merged(Pools line, Pools file) {
  if (line.front().contains("url") && file.front().contains("url")) return line;
  line.front().merge(file.front());
  line.insert(line.end(), file.begin() + 1, file.end());
  return line;
}

Result<Pools> store_file(const CommandSpec& command, const std::string& path,
                         po::variables_map& map) {
  const std::string where = fmt::format("config file '{}': ", path);
  const auto text = read_config_file(path);
  if (!text) return usage_error(where + text.error().message);
  const auto entries = parse_config(*text);
  if (!entries)
    return usage_error(
        fmt::format("{}{}; see 'wildcat help {}'.", where, entries.error().message, command.name));
  try {
    const auto description = describe(command.options, true);
    po::parsed_options parsed(&description);
    for (const ConfigEntry& entry : *entries) {
      if (description.find_nothrow(entry.name, false) == nullptr)
        return usage_error(unknown_option_message(command, entry.name, where));
      parsed.options.emplace_back(entry.name, std::vector<std::string>{entry.value});
      // Messages name an option by the first of these.
      parsed.options.back().original_tokens = {entry.name};
    }
    auto pools = take_pools(command, parsed);
    po::store(parsed, map);
    if (!pools) return usage_error(where + pools.error().message);
    return pools;
  } catch (const po::error& problem) {
    return translate(command, problem, where);
  }
}

/// Every word that belongs to no option, each with a line end.
std::string loose_words(const po::parsed_options& parsed) {
  std::string words;
  for (const auto& option : parsed.options)
    if (option.position_key != -1)
      for (const std::string& word : option.value) words += word + '\n';
  return words;
}

RawValues flatten(const po::variables_map& map, const Pools& pools, std::string words) {
  RawValues raw;
  if (!words.empty()) raw[""] = std::move(words);
  for (const auto& [name, value] : map) {
    if (const auto* flag = boost::any_cast<bool>(&value.value()))
      raw[name] = *flag ? "true" : "false";
    else if (const auto* several = boost::any_cast<std::vector<std::string>>(&value.value()))
      raw[name] = fmt::format("{}", fmt::join(*several, ","));
    else
      raw[name] = value.as<std::string>();
  }
  for (std::size_t i = 0; i < pools.size(); ++i)
    for (const auto& [name, value] : pools[i]) raw[pool_key(name, i + 1)] = value;
  return raw;
}

}  // namespace

Result<RawValues> parse_arguments(const CommandSpec& command,
                                  const std::vector<std::string>& words) {
  namespace style = po::command_line_style;
  po::variables_map map;
  Pools pools;
  std::string loose;
  try {
    const auto description = describe(command.options, false);
    // No guessing of shortened names: a later version could make them ambiguous.
    auto parsed = po::command_line_parser(words)
                      .options(description)
                      .style(style::unix_style & ~style::allow_guessing)
                      .run();
    if (command.words.empty()) {
      if (auto stray = stray_argument(command, parsed)) return *stray;
    }
    loose = loose_words(parsed);
    auto taken = take_pools(command, parsed);
    if (!taken) return taken.error();
    pools = std::move(*taken);
    po::store(parsed, map);
  } catch (const po::error& problem) {
    return translate(command, problem, "");
  }
  if (map.count("config") != 0) {
    auto stored = store_file(command, map["config"].as<std::string>(), map);
    if (!stored) return stored.error();
    pools = merged(std::move(pools), std::move(*stored));
  }
  return flatten(map, pools, std::move(loose));
}

}  // namespace wildcat::program
