"""How the page looks: light and dark, on a phone, on a desk and on paper; in ASCII, for a style sheet knows no references."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1c2024; --quiet: #5b6570; --line: #d8dde3; --panel: #f5f7f9;
  --error: #b3261e; --warning: #8a5a00; --note: #1d5fa8; --clean: #1a7340; --bins: #6f8fb4; --reference: #c2410c;
  --red: #d06a6a; --green: #5f9e6a; --blue: #6a8fd0; --mark: #ffe9a8;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e6e9ed; --quiet: #9aa5b1; --line: #353c45; --panel: #1e2329;
    --error: #ff8a80; --warning: #f2b84b; --note: #82b4f5; --clean: #6fcf97; --bins: #5d7fa8; --reference: #ff9e64;
    --red: #c25e5e; --green: #5a9a68; --blue: #5f84c6; --mark: #5a4a12;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere;
}
code, kbd, pre { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .875em; }
h1 { font-size: 1.5rem; line-height: 1.35; margin: 0 0 .5rem; font-weight: 600; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
h4 { font-size: .95rem; margin: 1.5rem 0 .5rem; }
h5 { font-size: .9rem; margin: 1rem 0 .35rem; color: var(--quiet); }
pre code { font-size: inherit; }
p { margin: .4rem 0; }
a { color: var(--note); }
.quiet { color: var(--quiet); font-size: .9rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .25rem .5rem; }
:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }

header { border-left: .4rem solid var(--tone); padding-left: 1rem; }
header h1 span { color: var(--tone); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.error { --tone: var(--error); } .warning { --tone: var(--warning); } .note { --tone: var(--note); } .clean { --tone: var(--clean); }

table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { font-weight: 600; overflow-wrap: normal; }
thead th, thead td { border-top: 0; }
tbody th { color: var(--quiet); white-space: nowrap; }
.roads { table-layout: fixed; margin-bottom: .5rem; }
.roads thead td, .roads tbody th { width: 6rem; }
.roads .same, .roads .silent { color: var(--quiet); }
.roads .different b, .roads .different abbr { color: var(--error); }
.roads .unverifiable { color: var(--warning); }
abbr { text-decoration: none; font-weight: 700; cursor: help; }
sup { line-height: 0; }

.finding, .set { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 0 0 1rem; }
.finding { border-left: .4rem solid var(--tone); }
.badge { color: var(--tone); text-transform: uppercase; font-size: .8em; letter-spacing: .04em; }
.tags { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: 0 0 .5rem; padding: 0; font-size: .85rem; }
.tags li { background: var(--panel); border: 1px solid var(--line); border-radius: .3rem; padding: 0 .5rem; }
.claim { margin: .75rem 0; }
.place { color: var(--quiet); margin: 0; }
.place code { color: var(--note); }
pre {
  background: var(--panel); border-radius: .35rem; padding: .5rem .75rem; margin: .25rem 0 0;
  overflow-x: auto; white-space: pre; overflow-wrap: normal;
}
mark { background: var(--mark); color: inherit; border-radius: .15rem; }
.gutter { color: var(--quiet); user-select: none; }
.carets { color: var(--tone, var(--quiet)); user-select: none; }
.hint { border-left: .2rem solid var(--clean); padding-left: .75rem; }
.hint b { color: var(--clean); }
.hint kbd { user-select: all; overflow-wrap: anywhere; }

.advice { background: var(--panel); border-radius: .35rem; padding: .5rem 1rem .75rem; margin-top: .75rem; }
.advice h4 { margin: .25rem 0; }
.advice ul { margin: 0; padding-left: 1.25rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 1rem 1.5rem; }
figure { margin: 0; }
figcaption { font-size: .85rem; } .chart b { display: block; } .chart .here::before { margin-left: 0; }
.chart svg { display: block; width: 100%; height: 5.5rem; border-bottom: 1px solid var(--quiet); }
.chart .reference { fill: none; stroke: var(--reference); stroke-width: 1.75; vector-effect: non-scaling-stroke; }
.bins { fill: var(--tint, var(--bins)); }
.chart.red { --tint: var(--red); } .chart.green { --tint: var(--green); } .chart.blue { --tint: var(--blue); }
.axis { display: flex; justify-content: space-between; color: var(--quiet); font-size: .8rem; }
.key { white-space: nowrap; color: var(--quiet); }
.key::before { content: ""; display: inline-block; margin: 0 .35em 0 .5em; }
.key.here::before { width: .7em; height: .7em; background: var(--tint, var(--bins)); }
.key.training::before { width: 1.2em; border-top: 2px solid var(--reference); margin-bottom: .25em; }
.figures { width: auto; } .figures td { font-variant-numeric: tabular-nums; text-align: right; }
.figures thead th + th { text-align: right; }
.figures th, .figures td { padding-right: 1.5rem; overflow-wrap: normal; }
.scores tbody th { white-space: normal; overflow-wrap: anywhere; } .scores td { white-space: nowrap; }
.classes td { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; width: 1%; }
.classes th { padding-top: .15rem; padding-bottom: .15rem; border-top: 0; width: 1%; white-space: normal; min-width: 10rem; }
.classes thead th { white-space: nowrap; min-width: 0; }
.classes thead th + th { text-align: right; }
.classes td { padding-top: .15rem; padding-bottom: .15rem; border-top: 0; }
.classes .drawn { width: 90%; padding-right: 0; }
.classes .none th, .classes .none td { color: var(--error); font-weight: 600; }
.bar { display: block; width: 100%; height: 1rem; margin-top: .25rem; }
.reach { fill: none; stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.plot td { font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.plot td:nth-child(2) { white-space: nowrap; } .plot th, .plot td { padding-top: .15rem; padding-bottom: .15rem; border-top: 0; }
.plot tbody th { white-space: normal; color: var(--ink); min-width: 12rem; } .plot .drawn { width: 30%; min-width: 7rem; }
.mark { fill: none; stroke: var(--reference); stroke-width: 2; vector-effect: non-scaling-stroke; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .75rem; }
.sheet img { display: block; width: 100%; height: 7rem; object-fit: contain; background: var(--panel); border: 1px solid var(--line); }
.sheet figcaption { font-size: .8rem; line-height: 1.35; }
.sheet code { display: block; }
.sights { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 1rem; margin: .75rem 0; max-width: 52rem; }
.sights figure { max-width: 18rem; }
.sights img { display: block; width: 100%; border: 1px solid var(--line); } .coarse { image-rendering: pixelated; }
.bands { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: .35rem 0; padding: 0; font-size: .85rem; }
.bands li::before { content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .35em; }
.bands li::before { background: var(--tint); border: 1px solid var(--quiet); }
.band0 { --tint: #f7f7f7; } .band1 { --tint: #fee8b6; } .band2 { --tint: #fdcb6e; } .band3 { --tint: #fb9a4b; } .band4 { --tint: #ee6a4d; }
.band5 { --tint: #cc3f5f; } .band6 { --tint: #97206b; } .band7 { --tint: #5d126e; } .band8 { --tint: #1f0c48; }
.ninths { font-size: .85rem; } .ninths th { white-space: nowrap; } .ninths th, .ninths td { padding-right: .6rem; }
.self { color: inherit; text-decoration: none; } .self:hover { text-decoration: underline; }
:target { outline: 2px solid var(--note); outline-offset: 2px; }
dl { margin: .75rem 0; display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; }
dt { color: var(--quiet); } dd { margin: 0; }
summary { cursor: pointer; } summary h2 { display: inline; }
details { margin: .5rem 0; } section > details { margin-top: 2rem; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .75rem; color: var(--quiet); font-size: .85rem; }

@media (max-width: 64rem) {
  .plot td:nth-child(2) { white-space: normal; min-width: 9rem; } .plot tbody th { min-width: 9rem; }
  .plot .drawn { width: 20%; min-width: 5rem; }
}
@media (max-width: 44rem) {
  body { padding: 1rem .75rem 2rem; }
  h1 { font-size: 1.2rem; }
  .finding, .set { padding: .75rem; }
  .roads, .roads caption, .roads tbody, .roads tr, .roads th, .roads td { display: block; width: auto; }
  .roads thead { display: none; }
  .roads tr { border-top: 1px solid var(--line); padding: .4rem 0; }
  .roads tbody th { width: auto; border: 0; padding: 0; color: var(--ink); font-weight: 600; }
  .roads td { border: 0; padding: .1rem 0 .1rem 6.5rem; }
  .roads td::before { content: attr(data-road); float: left; margin-left: -6.5rem; color: var(--quiet); }
  .sheet { grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); }
  .figures { font-size: .85rem; display: block; overflow-x: auto; } .figures th, .figures td { padding-right: .5rem; }
  .figures :is(th, td):last-child { padding-right: 0; } .sights .heat { grid-column: 1 / -1; }
  .plot, .plot tbody, .plot tr, .plot th, .plot td { display: block; } .plot thead { display: none; }
  .plot tr { border-top: 1px solid var(--line); padding: .35rem 0; } .plot .drawn { width: 100%; padding-right: 0; }
  .plot tbody td:not(.drawn) { display: inline-block; padding-right: 1rem; } .plot tbody td:empty { display: none; }
  .plot td:nth-child(n + 3)[data-head]::before { content: attr(data-head) " "; color: var(--quiet); }
  .classes th { min-width: 5.5rem; } .classes thead th, .classes .key { white-space: normal; }
  .classes th, .classes td { padding-right: .5rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip { display: none; }
  .finding, .chart, .sheet figure, .sights, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  pre { white-space: pre-wrap; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
"""The style sheet of every page."""
