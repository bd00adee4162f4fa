// SPDX-License-Identifier: MIT
// See page_style.h.
#include "bench/harness/page_style.h"

namespace wildcat::program::html {

std::string_view page_style() {
  return R"css(
:root { color-scheme: light dark; --page: #f7f5f0; --paper: #fff; --ink: #1d1f23; --faint: #6a6e76;
  --line: #e3e0d8; --track: #f1eee7; --accent: #c8611a; --other: #9fabb8; --limit: #3f6f8f; --above: #c3d3df; }
@media (prefers-color-scheme: dark) { :root { --page: #121417; --paper: #1b1e23; --ink: #e9e7e2;
  --faint: #9ba1aa; --line: #31363d; --track: #24282e; --accent: #ef8f4b; --other: #66727f;
  --limit: #7fb2d3; --above: #3b4d5a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 4px; font-size: 19px; }
h3 { margin: 20px 0 4px; font-size: 14px; color: var(--faint); overflow-wrap: anywhere; }
p { margin: 4px 0; }
.brand { color: var(--accent); font-weight: 600; letter-spacing: .04em; }
.faint, .about, small, dt { color: var(--faint); }
.about { max-width: 74ch; font-size: 14px; }
.about::first-letter { text-transform: uppercase; }
.note { margin: 8px 0 0; padding: 6px 12px; border-left: 3px solid var(--accent); background: var(--track); }
section, .card { margin: 16px 0 0; padding: 20px 24px; background: var(--paper);
  border: 1px solid var(--line); border-radius: 10px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 16px; margin-top: 20px; }
.card { margin: 0; padding: 14px 18px; overflow-wrap: anywhere; }
.card b { display: block; font-size: 23px; }
.card span { font-size: 13px; color: var(--faint); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 12px; font-weight: 500; color: var(--faint); }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
td { unicode-bidi: isolate; }
tbody tr:last-child td { border-bottom: 0; }
.figure { text-align: right; white-space: nowrap; padding-right: 24px; }
.wide { overflow-x: auto; }
.wide table { width: auto; min-width: 55%; margin-top: 12px; }
.kernels td { padding: 3px 12px 3px 0; }
.kernels .figure { width: 1%; }
.kernels .name { width: 1%; white-space: nowrap; }
.used .name { font-weight: 600; color: var(--accent); }
svg { overflow: visible; }
.bar, .chart > svg { display: block; width: 100%; }
.chart { padding: 44px 28px 44px 84px; }
svg text { fill: var(--faint); font-size: 12px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.track { fill: var(--track); }
.chosen, .column { fill: var(--accent); }
.column { fill-opacity: .75; }
.other { fill: var(--other); }
.limit { fill: var(--limit); }
.above { fill: var(--above); }
.point { fill: var(--accent); }
line { stroke: var(--line); stroke-width: 1; }
.whisker { stroke: var(--ink); stroke-width: 1.5; }
.measured { stroke: var(--accent); stroke-width: 2.5; }
.ideal { stroke: var(--faint); stroke-width: 1.5; stroke-dasharray: 5 5; }
.mark { stroke: var(--ink); stroke-dasharray: 2 3; }
.mark + svg text { fill: var(--ink); }
dl { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 4px 24px; margin: 8px 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 13px; }
.flag { display: inline-block; padding: 0 6px; margin: 1px 0; background: var(--track); border-radius: 4px; }
.digest { overflow-wrap: anywhere; }
@media (max-width: 640px) {
  main { padding: 20px 10px 40px; }
  section { padding: 16px 14px; }
  .kernels thead { display: none; }
  .kernels tr { display: grid; grid-template-columns: 1fr max-content; padding: 6px 0; border-bottom: 1px solid var(--line); }
  .kernels td { border: 0; padding: 2px 0; align-self: center; }
  .kernels .name { grid-column: 1 / -1; width: auto; }
  .kernels .figure { width: auto; min-width: 142px; padding-left: 10px; }
  .chart { padding: 40px 14px 40px 66px; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 8px; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --paper: #fff; --ink: #000; --faint: #555; --line: #ccc; --track: #f1eee7;
    --accent: #c8611a; --other: #9fabb8; --limit: #3f6f8f; --above: #c3d3df; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  body { font-size: 12px; }
  section { padding: 6px 0; border: 0; }
  tr, .chart, .card, dl { break-inside: avoid; }
  h2, h3, .about { break-after: avoid; }
}
)css";
}

}  // namespace wildcat::program::html
