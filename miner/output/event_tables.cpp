// SPDX-License-Identifier: MIT
// Walks over the described members of every event, and replaces the tables in a page line by line.
#include "miner/output/event_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/mp11/algorithm.hpp>
#include <map>
#include <sstream>

#include "miner/run/event_bus.h"

namespace wildcat::program {

namespace {

constexpr std::string_view begin_mark = "<!-- fields: ", end_mark = "<!-- end -->";

/// Of fields that several events have, `exit` alone shows what is in them.
bool told_elsewhere(const std::string& event, const std::string& field) {
  return event != "exit" && field.starts_with("totals.");
}

template <class E>
void add_table(std::vector<EventTable>& tables) {
  if constexpr (PublicEvent<E>) {
    EventTable table{std::string(E::event), {}};
    add_field_rows<E>(table.rows, "");
    std::erase_if(table.rows, [&table](const FieldRow& row) {
      return row.name == "worker" || told_elsewhere(table.event, row.name);
    });
    const auto same = [&table](const EventTable& other) { return other.event == table.event; };
    if (std::none_of(tables.begin(), tables.end(), same)) tables.push_back(std::move(table));
  }
}

/// "| `field` | form | more |" to "field" and " more |".
std::pair<std::string, std::string> kept_columns(const std::string& line) {
  const std::size_t name = line.find('`'), name_end = line.find('`', name + 1);
  std::size_t column = 0;
  for (int bars = 0; bars < 3 && column != line.npos; ++bars)
    column = line.find('|', column + (bars > 0 ? 1 : 0));
  if (name == line.npos || name_end == line.npos || column == line.npos) return {"", ""};
  return {line.substr(name + 1, name_end - name - 1), line.substr(column + 1)};
}

std::string table_text(const EventTable& table, const std::vector<std::string>& before) {
  std::map<std::string, std::string> kept;
  bool wide = false;
  for (const std::string& line : before) {
    const auto [field, more] = kept_columns(line);
    wide = wide || !more.empty();
    if (!field.empty()) kept[field] = more;
  }
  std::string text =
      wide ? "| field | form | meaning |\n|---|---|---|\n" : "| field | form |\n|---|---|\n";
  for (const FieldRow& row : table.rows)
    text += fmt::format("| `{}` | {} |{}\n", row.name, row.form, wide ? kept[row.name] : "");
  return text;
}

}  // namespace

std::vector<EventTable> event_tables() {
  std::vector<EventTable> tables;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, EventBody>>(
      [&tables]<class E>(std::type_identity<E>) { add_table<E>(tables); });
  return tables;
}

Result<std::string> with_event_tables(std::string_view page) {
  std::vector<EventTable> tables = event_tables();
  std::istringstream lines{std::string(page)};
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    text += line + "\n";
    if (!line.starts_with(begin_mark)) continue;
    const std::string name = line.substr(begin_mark.size(), line.rfind(" -->") - begin_mark.size());
    const auto table = std::find_if(tables.begin(), tables.end(),
                                    [&](const EventTable& each) { return each.event == name; });
    if (table == tables.end())
      return Error{Errc::invalid_argument,
                   fmt::format("the page has a table of '{}', and there is no such event", name)};
    std::vector<std::string> before;
    while (std::getline(lines, line) && line != end_mark) before.push_back(line);
    text += table_text(*table, before) + std::string(end_mark) + "\n";
    tables.erase(table);
  }
  if (tables.empty()) return text;
  return Error{Errc::invalid_argument,
               fmt::format("the page has no table of '{}': a line '{}{} -->' and one '{}' where it "
                           "is to stand",
                           tables.front().event, begin_mark, tables.front().event, end_mark)};
}

}  // namespace wildcat::program
