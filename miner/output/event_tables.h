// SPDX-License-Identifier: MIT
// The tables of docs/EVENTS.md, made from the structs of the events: fields and their forms. What
// they mean stands in the page, and stays when the tables are made anew.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "miner/json/json_writer.h"

namespace wildcat::program {

/// An event and its fields, without those that all have and the worker's number.
struct EventTable {
  std::string event;
  std::vector<FieldRow> rows;
};
/// All events that programs are told, in the order of EventBody.
std::vector<EventTable> event_tables();

/// `page` with every table between "<!-- fields: NAME -->" and "<!-- end -->" made anew. Columns
/// beyond the first two are kept by field. Error (invalid_argument): an event without a place in
/// the page, or a place without an event.
Result<std::string> with_event_tables(std::string_view page);

}  // namespace wildcat::program
