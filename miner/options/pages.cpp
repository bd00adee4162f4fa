// SPDX-License-Identifier: MIT
// Each format is a different quoting of the same table: roff, bash, zsh, fish.
#include "miner/options/pages.h"

#include <fmt/format.h>

#include "miner/devices/topology.h"
#include "miner/options/command_table.h"
#include "miner/options/help.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace {

std::string replaced(std::string_view text, char what, std::string_view by) {
  std::string out;
  for (const char c : text)
    if (c == what)
      out += by;
    else
      out += c;
  return out;
}

/// Text as roff wants it: a hyphen that is one, no escapes, no line that looks like a request.
std::string roff(std::string_view text) {
  std::string out = replaced(replaced(text, '\\', "\\e"), '-', "\\-");
  std::string guarded = out.starts_with('.') || out.starts_with('\'') ? "\\&" : "";
  for (std::size_t i = 0; i < out.size(); ++i) {
    guarded += out[i];
    if (out[i] == '\n' && i + 1 < out.size() && (out[i + 1] == '.' || out[i + 1] == '\''))
      guarded += "\\&";
  }
  return guarded;
}

std::string roff_block(std::string_view text) {
  if (text.empty()) return "";
  while (text.ends_with('\n')) text.remove_suffix(1);
  return fmt::format(".PP\n.nf\n{}\n.fi\n", roff(text));
}

std::string roff_option(const OptionSpec& option) {
  std::string names = option.letter != 0 ? fmt::format("\\fB\\-{}\\fR, ", option.letter) : "";
  names += fmt::format("\\fB\\-\\-{}\\fR", roff(option.name));
  if (!option.argument.empty()) names += fmt::format(" \\fI{}\\fR", roff(option.argument));
  return fmt::format(".TP\n{}\n{}\n", names, roff(help_text(option)));
}

std::string roff_command(const CommandSpec& command) {
  std::string text =
      fmt::format(".SS \"wildcat {}\"\n{}.\n", roff(command.usage), roff(command.summary));
  text += roff_block(command.teaching);
  for (const OptionSpec& option : command.options) text += roff_option(option);
  text += ".PP\nExamples:\n" + roff_block(command.examples);
  if (!command.own_exit_codes.empty())
    text += ".PP\nExit codes of its own:\n" + roff_block(command.own_exit_codes);
  return text;
}

/// What is kept between starts.
std::string roff_caches() {
  std::string text;
  for (const CacheEntry& entry : cache_entries)
    text +=
        fmt::format(".TP\n.I $XDG_CACHE_HOME/wildcat/{}\n{}\n", entry.name, roff(entry.purpose));
  return text +
         ".PP\nWithout XDG_CACHE_HOME they are in ~/.cache/wildcat. Deleting them is safe.\n";
}

/// In single quotes for a shell.
std::string shell_quoted(std::string_view text) {
  return "'" + replaced(text, '\'', "'\\''") + "'";
}

std::string command_names() {
  std::string names;
  for (const CommandSpec& command : commands()) names += fmt::format(" {}", command.name);
  return names.substr(1);
}

std::string option_words(const CommandSpec& command) {
  std::string words;
  for (const OptionSpec& option : command.options) {
    words += fmt::format(" --{}", option.name);
    if (option.letter != 0) words += fmt::format(" -{}", option.letter);
  }
  return words.substr(1);
}

/// "-f|--file|...": every option whose value is of this kind, for a pattern of bash's case.
std::string options_with(std::string_view argument) {
  std::string pattern;
  for (const CommandSpec& command : commands())
    for (const OptionSpec& option : command.options) {
      const std::string name = fmt::format("--{}", option.name);
      if (option.argument != argument ||
          ("|" + pattern + "|").find("|" + name + "|") != std::string::npos)
        continue;
      if (!pattern.empty()) pattern += '|';
      pattern += name;
      if (option.letter != 0) pattern += fmt::format("|-{}", option.letter);
    }
  return pattern;
}

std::string zsh_option(const OptionSpec& option) {
  std::string text =
      replaced(replaced(replaced(help_text(option), '[', "("), ']', ")"), ':', "\\:");
  const std::string value = option.argument.empty()
                                ? ""
                                : fmt::format(":{}:{}", replaced(option.argument, ':', "\\:"),
                                              option.argument == "FILE" ? "_files" : " ");
  std::string rows = fmt::format("        {}\n",
                                 shell_quoted(fmt::format("--{}[{}]{}", option.name, text, value)));
  if (option.letter != 0)
    rows += fmt::format("        {}\n",
                        shell_quoted(fmt::format("-{}[{}]{}", option.letter, text, value)));
  return rows;
}

std::string fish_option(const CommandSpec& command, const OptionSpec& option) {
  // Without a subcommand it is `mine` that runs.
  const std::string when = command.name == "mine"
                               ? "not __fish_seen_subcommand_from " + command_names().substr(5)
                               : fmt::format("__fish_seen_subcommand_from {}", command.name);
  std::string row = fmt::format("complete -c wildcat -n {} -l {}", shell_quoted(when), option.name);
  if (option.letter != 0) row += fmt::format(" -s {}", option.letter);
  if (!option.argument.empty()) row += option.argument == "FILE" ? " -r -F" : " -x";
  return row + fmt::format(" -d {}\n", shell_quoted(help_text(option)));
}

}  // namespace

std::string man_page() {
  std::string text = fmt::format(
      ".TH WILDCAT 1 \"\" \"wildcat {}\" \"User Commands\"\n"
      ".SH NAME\nwildcat \\- SHA\\-256d (Bitcoin) nonce search: miner, practice pool, header "
      "grinder\n"
      ".SH SYNOPSIS\n.B wildcat\n[\\fIsubcommand\\fR] [\\fIoptions\\fR]\n"
      ".SH DESCRIPTION\nWithout a subcommand it is\n.BR mine .\n"
      "Nobody earns money mining Bitcoin on a CPU or a GPU; use it to learn, to test pools, to "
      "grind\n"
      "headers of a test chain, and to measure machines.\n.SH SUBCOMMANDS\n",
      version_string);
  for (const CommandSpec& command : commands()) text += roff_command(command);
  text += ".SH EXIT STATUS\n" + roff_block(help_exit_codes());
  text +=
      ".SH ENVIRONMENT\n"
      ".TP\n.B WILDCAT_KERNEL\nKernel to use when \\-\\-kernel is not given.\n"
      ".TP\n.B NO_COLOR\nNo colours when set.\n"
      ".SH FILES\n";
  return text + roff_caches();
}

std::string bash_completion() {
  std::string text =
      "# bash completion for wildcat; made from the program's option tables.\n"
      "_wildcat() {\n"
      "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "    local command=${COMP_WORDS[1]} words\n"
      "    case $previous in\n";
  text += fmt::format(
      "        {})\n            mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n            "
      "return ;;\n",
      options_with("FILE"));
  text += "    esac\n    case $command in\n";
  for (const CommandSpec& command : commands())
    text += fmt::format(
        "        {}) words={} ;;\n", command.name,
        shell_quoted(command.name == "help" ? option_words(command) + " " + command_names()
                                            : option_words(command)));
  text += fmt::format("        *) words={} ;;\n    esac\n",
                      shell_quoted(option_words(commands().front())));
  text += fmt::format("    if ((COMP_CWORD == 1)); then words={}\" $words\"; fi\n",
                      shell_quoted(command_names()));
  return text +
         "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
         "}\n"
         "complete -F _wildcat wildcat\n";
}

std::string zsh_completion() {
  std::string text =
      "#compdef wildcat\n# zsh completion for wildcat; made from the program's option tables.\n"
      "local command=${words[2]}\nif ((CURRENT == 2)) && [[ $command != -* ]]; then\n"
      "    local -a names\n    names=(\n";
  for (const CommandSpec& command : commands())
    text += fmt::format("        {}\n",
                        shell_quoted(fmt::format("{}:{}", command.name, command.summary)));
  text += "    )\n    _describe subcommand names\n    return\nfi\ncase $command in\n";
  for (const CommandSpec& command : commands()) {
    text += fmt::format("    {}{})\n        _arguments \\\n", command.name == "mine" ? "-*|" : "",
                        command.name);
    for (const OptionSpec& option : command.options) {
      std::string rows = zsh_option(option);
      for (std::size_t at = 0; (at = rows.find('\n', at)) != std::string::npos; at += 3)
        rows.replace(at, 1, " \\\n");
      text += rows;
    }
    text += "        '*: : ' ;;\n";
  }
  return text + "esac\n";
}

std::string fish_completion() {
  std::string text =
      "# fish completion for wildcat; made from the program's option tables.\n"
      "complete -c wildcat -f\n";
  for (const CommandSpec& command : commands())
    text += fmt::format("complete -c wildcat -n __fish_use_subcommand -a {} -d {}\n", command.name,
                        shell_quoted(command.summary));
  for (const CommandSpec& command : commands())
    for (const OptionSpec& option : command.options) text += fish_option(command, option);
  return text;
}

}  // namespace wildcat::program
