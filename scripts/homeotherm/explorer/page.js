"use strict";
// The explorer: reads the data in the page, draws what the controls choose. Text is set as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const RIGHT = 16, TOP = 14, BOTTOM = 56;
let WIDTH = 720, HEIGHT = 440, LEFT = 74; // of the chart that is drawn, so that letters keep their size on a phone
const NAMED = ["#2b8fd0", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a"]; // after Okabe & Ito (2008)
const ALONG = ["#4b03a1", "#7d03a8", "#a82296", "#cb4679", "#e56b5d", "#f89441", "#fdc328"]; // plasma, cold to warm
const MOST_ROWS = 500;
const seeds = data.seeds.length;
const axes = data.axes;
const state = {};

// ---- small helpers ---------------------------------------------------------------------------------------------------
function element(name, attributes = {}, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
function drawn(parent, name, attributes = {}, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return parent.appendChild(made);
}
const shown = (value) => (value === null || !Number.isFinite(value) ? "–" : String(Number(value.toPrecision(5))).replace("-", "−"));
const withUnit = (text, unit) => (unit && unit !== "1" ? `${text} (${unit})` : text);
const words = (name) => name.replaceAll("_", " ").replace(/\bq10\b/g, "Q10");
const isAlong = (column) => column.numeric;
const valueText = (column, at) => (column.numeric ? withUnitValue(column.values[at], column.unit) : words(column.values[at]));
const withUnitValue = (value, unit) => shown(value) + (unit && unit !== "1" ? ` ${unit}` : "");

function fill(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => {
    const option = element("option", { value }, text);
    option.selected = String(value) === String(chosen);
    return option;
  }));
}
function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}
function mixed(colours, share) {
  const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1), low = Math.floor(place), rest = place - low;
  const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const a = parts(colours[low]), b = parts(colours[Math.min(low + 1, colours.length - 1)]);
  return `rgb(${a.map((value, at) => Math.round(value + (b[at] - value) * rest)).join(",")})`;
}
function ticks(low, high, most = 6) {
  const rough = (high - low) / most || 1, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((each) => each * power >= rough) * power, found = [];
  for (let at = Math.ceil(low / step); at * step <= high + step * 1e-9; at++) found.push(at * step);
  return found;
}

// ---- data ------------------------------------------------------------------------------------------------------------
const measure = () => data.measures[state.measure];
const column = (choice) => axes[choice.axis].columns[choice.column];
const choices = axes.flatMap((axis, at) => axis.columns.map((each, place) => ({ axis: at, column: place, name: each.name })));
function condition(places) {
  return places.reduce((sum, place, at) => sum * axes[at].length + place, 0);
}
function placesOf(point) {
  const places = [];
  let rest = Math.floor(point / seeds);
  for (let at = axes.length - 1; at >= 0; at--) { places[at] = rest % axes[at].length; rest = Math.floor(rest / axes[at].length); }
  return places;
}
function valuesAt(places) {
  const start = condition(places) * seeds;
  return measure().values[state.part].slice(start, start + seeds);
}
function summary(values) {
  const known = values.filter((value) => value !== null), n = known.length;
  if (!n) return { n, mean: null, low: null, high: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { n, mean, low: null, high: null };
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = data.quantiles[n] * Math.sqrt(variance / n);
  return { n, mean, low: mean - half, high: mean + half };
}
/** Every condition that is shown: its places on the axes, place along x, place of its colour or row. */
function conditions() {
  const x = choices[state.along], by = state.by < 0 ? null : choices[state.by], found = [];
  for (let second = 0; second < (by ? axes[by.axis].length : 1); second++) {
    for (let first = 0; first < axes[x.axis].length; first++) {
      const places = state.fixed.slice();
      places[x.axis] = first;
      if (by) places[by.axis] = second;
      const values = valuesAt(places);
      found.push({ places, first, second, values, ...summary(values) });
    }
  }
  return found;
}

// ---- controls ---------------------------------------------------------------------------------------------------------
function initial() {
  const diagram = data.diagram;
  const about = diagram ? diagram.measure : data.first?.measure;
  const known = data.measures.findIndex((each) => each.name === about);
  const sampled = axes.some((axis) => axis.columns.length > 1); // its few seeds say little of a single position
  Object.assign(state, { measure: Math.max(known, 0), view: "curve", show: sampled ? "seeds" : "both", fixed: axes.map(() => 0), point: null });
  state.part = measure().parts.length - 1; // what comes out in the end
  if (!diagram && known >= 0) state.part = measure().parts.indexOf(data.first.part);
  const numeric = choices.findIndex((each) => isAlong(column(each)) && axes[each.axis].length > 1);
  state.along = Math.max(numeric, 0);
  state.by = others()[0] ?? -1;
  if (diagram) bifurcation();
}
function others() {
  const taken = choices[state.along].axis;
  return choices.map((each, at) => at).filter((at) => {
    const each = choices[at];
    return each.axis !== taken && axes[each.axis].length > 1;
  });
}
function bifurcation() {
  const diagram = data.diagram;
  state.measure = data.measures.findIndex((each) => each.name === diagram.measure);
  state.part = Math.max(data.measures[state.measure].parts.indexOf(diagram.part), 0);
  state.along = choices.findIndex((each) => each.name === diagram.axis);
  Object.assign(state, { view: "curve", show: "both" });
  if (!others().includes(state.by)) state.by = others()[0] ?? -1;
}
function isBifurcation() {
  const diagram = data.diagram;
  return diagram && measure().name === diagram.measure && choices[state.along].name === diagram.axis;
}
function controls() {
  fill($("measure"), data.measures.map((each, at) => [at, each.long_name ? `${each.long_name} – ${each.name}` : each.name]), state.measure);
  const parts = measure().parts;
  state.part = Math.min(state.part, parts.length - 1);
  fill($("part"), parts.map((each, at) => [at, words(each)]), state.part);
  $("part-label").hidden = parts.length < 2;
  const free = others();
  if (state.view === "map" && !free.length) state.view = "curve";
  $("view").value = state.view;
  $("view").parentElement.hidden = !free.length;
  fill($("along"), choices.map((each, at) => [at, words(each.name)]), state.along);
  if (state.view === "map" && state.by < 0) state.by = free[0];
  $("by-word").textContent = state.view === "map" ? "Upwards" : "Colour";
  fill($("by"), [...(state.view === "map" ? [] : [[-1, "none"]]), ...free.map((at) => [at, words(choices[at].name)])], state.by);
  $("by-label").hidden = !free.length;
  const taken = [choices[state.along].axis, state.by < 0 ? -1 : choices[state.by].axis];
  $("fixed").replaceChildren(...axes.map((axis, at) => {
    const label = element("label", {}, `${words(axis.name)} `), select = element("select", { "data-axis": at });
    const own = axis.columns[axis.columns.length - 1];
    fill(select, own.values.map((_, place) => [place, valueText(own, place)]), state.fixed[at]);
    label.append(select);
    label.hidden = taken.includes(at) || axis.length < 2;
    select.addEventListener("change", () => { state.fixed[at] = Number(select.value); draw(); });
    return label;
  }));
  $("show").value = state.show;
  $("show-label").hidden = state.view === "map";
  $("bifurcation").hidden = !data.diagram;
  const about = measure();
  $("definition").textContent = [about.definition, about.references && `Source: ${about.references}`].filter(Boolean).join(". ");
  $("chart-title").textContent = withUnit(about.long_name || words(about.name), about.unit) + (parts[state.part] ? `: ${words(parts[state.part])}` : "");
}

// ---- chart ------------------------------------------------------------------------------------------------------------
function frame(label, holder, names = []) {
  LEFT = Math.max(74, ...names.map((name) => Math.min(name.length, 18) * 7 + 26));
  WIDTH = Math.min(720, Math.max(300, holder.clientWidth));
  HEIGHT = Math.round(WIDTH * (WIDTH < 500 ? 0.75 : 0.61));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", label);
  return svg;
}
function scale(low, high, from, to) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}
function range(values, share = 0.05) {
  const known = values.filter((value) => value !== null && Number.isFinite(value));
  if (!known.length) return [0, 1];
  let low = known[0], high = known[0];
  for (const value of known) { low = Math.min(low, value); high = Math.max(high, value); }
  const edge = (high - low) * share || Math.abs(high) * 0.05 || 1;
  return [low - edge, high + edge];
}
/** Draw the axis below a chart; return the place of every value of a column. */
function abscissa(svg, col, inset) {
  const bottom = HEIGHT - BOTTOM;
  drawn(svg, "path", { class: "frame", d: `M${LEFT},${TOP}V${bottom}H${WIDTH - RIGHT}` });
  drawn(svg, "text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 12, "text-anchor": "middle" }, withUnit(words(col.name), col.unit));
  if (col.numeric && !inset) {
    const [low, high] = range(col.values, 0.04), place = scale(low, high, LEFT, WIDTH - RIGHT);
    for (const at of ticks(low, high, WIDTH < 500 ? 5 : 8)) mark(svg, place(at), shown(at));
    return col.values.map(place);
  }
  const step = (WIDTH - RIGHT - LEFT) / col.values.length, every = Math.ceil(col.values.length / (WIDTH < 500 ? 6 : 14));
  return col.values.map((_, at) => {
    const place = LEFT + step * (at + 0.5);
    if (at % every === 0) mark(svg, place, col.numeric ? shown(col.values[at]) : words(col.values[at]));
    return place;
  });
}
function mark(svg, x, text) {
  drawn(svg, "path", { class: "frame", d: `M${x},${HEIGHT - BOTTOM}v5` });
  drawn(svg, "text", { class: "tick", x, y: HEIGHT - BOTTOM + 19, "text-anchor": "middle" }, text);
}
/** Draw the axis beside a chart; what it shows stands above the chart, so that the unit is enough. */
function ordinate(svg, low, high, unit) {
  const place = scale(low, high, HEIGHT - BOTTOM, TOP);
  for (const at of ticks(low, high)) {
    drawn(svg, "path", { class: "grid", d: `M${LEFT},${place(at)}H${WIDTH - RIGHT}` });
    drawn(svg, "text", { class: "tick", x: LEFT - 7, y: place(at) + 4, "text-anchor": "end" }, shown(at));
  }
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  drawn(svg, "text", { x: 14, y: middle, "text-anchor": "middle", transform: `rotate(-90 14 ${middle})` }, unit === "1" ? "" : unit);
  return place;
}
function colour(second) {
  if (state.by < 0) return NAMED[0];
  const col = column(choices[state.by]), count = col.values.length;
  if (!col.numeric && count <= NAMED.length) return NAMED[second];
  return mixed(ALONG, count > 1 ? second / (count - 1) : 0);
}
function spoken(each, seed) {
  const place = axes.map((axis, at) => `${words(axis.name)} ${valueText(axis.columns[axis.columns.length - 1], each.places[at])}`);
  return seed === undefined ? `${place.join(", ")}: mean ${shown(each.mean)}, ${each.n} seeds` : `${place.join(", ")}, seed ${data.seeds[seed]}: ${shown(each.values[seed])}`;
}
function pickable(mark, point, text) {
  mark.setAttribute("role", "button");
  mark.setAttribute("tabindex", "-1");
  mark.setAttribute("aria-label", text);
  mark.dataset.point = point;
  drawn(mark, "title", {}, text);
  mark.addEventListener("click", () => choose(point));
}
function curve(all) {
  const col = column(choices[state.along]), svg = frame($("chart-title").textContent, $("chart"));
  const numbers = all.flatMap((each) => (state.show === "mean" ? [each.mean] : each.values).concat(state.show === "seeds" ? [] : [each.low, each.high]));
  const [low, high] = range(numbers), bands = isBifurcation() ? data.diagram : null;
  const bandsBelow = drawn(svg, "g");
  const y = ordinate(svg, low, high, measure().unit), x = abscissa(svg, col, false);
  const order = [...x].sort((a, b) => a - b), gaps = order.slice(1).map((each, at) => each - order[at]).filter((gap) => gap > 0.5);
  const groups = Map.groupBy ? Map.groupBy(all, (each) => each.second) : grouped(all);
  const room = 0.6 * Math.min(60, ...gaps), aside = Math.min(4, 24 / seeds, room / seeds); // between seeds of a condition, sideways
  const apart = Math.min(col.numeric ? 7 : 20, room / groups.size); // between colours, so that equal numbers do not hide each other
  const half = groups.size > 1 ? Math.min(9, apart / 2) : 9; // of the line at a mean
  const middle = (each) => x[each.first] + (each.second - (groups.size - 1) / 2) * apart;
  const ordered = new Set(col.values).size === col.values.length && choices[state.along].name === axes[choices[state.along].axis].name;
  for (const [second, members] of groups) {
    const ink = colour(second);
    if (bands && col.numeric) band(bandsBelow, bands, members[0].places, col, x, ink);
    if (state.show !== "seeds") {
      const known = members.filter((each) => each.mean !== null);
      if (ordered && col.numeric) {
        drawn(svg, "path", { fill: "none", stroke: ink, "stroke-width": 2, d: known.map((each, at) => `${at ? "L" : "M"}${middle(each)},${y(each.mean)}`).join("") });
      }
      for (const each of known) {
        if (each.low !== null) drawn(svg, "path", { stroke: ink, "stroke-width": 1.5, d: `M${middle(each)},${y(each.low)}V${y(each.high)}` });
        if (state.show === "mean") {
          const dot = drawn(svg, "circle", { class: "dot", cx: middle(each), cy: y(each.mean), r: 5, fill: ink });
          pickable(dot, condition(each.places) * seeds, spoken(each));
        } else if (!col.numeric || !ordered) drawn(svg, "path", { stroke: ink, "stroke-width": 2.5, d: `M${middle(each) - half},${y(each.mean)}h${2 * half}` });
      }
    }
    if (state.show === "mean") continue;
    for (const each of members) {
      each.values.forEach((value, seed) => {
        const point = condition(each.places) * seeds + seed, across = middle(each) + (seed - (seeds - 1) / 2) * aside;
        if (value === null) { // a point without a number stands on the axis, if it is not ok
          if (data.status[point] === "ok") return;
          const dot = drawn(svg, "path", { class: "dot bad", d: `M${across - 4},${HEIGHT - BOTTOM - 8}l8,8m0,-8l-8,8` });
          pickable(dot, point, `${spoken(each, seed)} (${data.status[point]})`);
          return;
        }
        const dot = drawn(svg, "circle", { class: "dot", cx: across, cy: y(value), r: 4, fill: ink, "fill-opacity": 0.75 });
        pickable(dot, point, spoken(each, seed));
      });
    }
  }
  return svg;
}
function grouped(all) {
  const groups = new Map();
  for (const each of all) groups.set(each.second, [...(groups.get(each.second) ?? []), each]);
  return groups;
}
/** Shade where the mean changes fastest, as the analysis found it for this condition on the other axes. */
function band(parent, diagram, places, col, x, ink) {
  let at = 0;
  for (const name of diagram.others) {
    const axis = axes.findIndex((each) => each.name === name);
    at = at * axes[axis].length + places[axis];
  }
  const [from, to] = diagram.transitions[at];
  const first = col.values.indexOf(from), last = col.values.indexOf(to);
  if (first < 0 || last < 0) return;
  const shade = drawn(parent, "rect", { class: "transition", x: x[first], y: TOP, width: x[last] - x[first], height: HEIGHT - BOTTOM - TOP, fill: ink, "fill-opacity": 0.13 });
  drawn(shade, "title", {}, `the mean changes fastest between ${shown(from)} and ${shown(to)}`);
}
function map(all) {
  const col = column(choices[state.along]), rows = column(choices[state.by]);
  const svg = frame($("chart-title").textContent, $("chart"), rows.numeric ? [] : rows.values);
  const x = abscissa(svg, col, true), height = (HEIGHT - BOTTOM - TOP) / rows.values.length, width = (WIDTH - RIGHT - LEFT) / col.values.length;
  const known = all.map((each) => each.mean).filter((value) => value !== null), [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
  const every = Math.ceil(rows.values.length / 20);
  rows.values.forEach((_, at) => {
    if (at % every === 0) drawn(svg, "text", { class: "tick", x: LEFT - 7, y: HEIGHT - BOTTOM - (at + 0.5) * height + 4, "text-anchor": "end" }, rows.numeric ? shown(rows.values[at]) : words(rows.values[at]).slice(0, 18));
  });
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  drawn(svg, "text", { x: 12, y: middle, "text-anchor": "middle", transform: `rotate(-90 12 ${middle})` }, withUnit(words(rows.name), rows.unit));
  for (const each of all) {
    const cell = drawn(svg, "rect", { class: "cell", x: x[each.first] - width / 2 + 0.5, y: HEIGHT - BOTTOM - (each.second + 1) * height + 0.5, width: width - 1, height: height - 1 });
    cell.setAttribute("fill", each.mean === null ? "none" : mixed(ALONG, high > low ? (each.mean - low) / (high - low) : 0));
    if (each.mean === null) cell.setAttribute("stroke", "currentColor");
    pickable(cell, condition(each.places) * seeds, spoken(each));
  }
  return svg;
}
function legend(all) {
  const parts = [];
  if (state.view === "map") {
    const known = all.map((each) => each.mean).filter((value) => value !== null), item = element("li");
    if (known.length) {
      const bar = element("i", { class: "scale" });
      bar.style.background = `linear-gradient(90deg, ${ALONG.join(",")})`;
      item.append(`${shown(Math.min(...known))} `, bar, shown(Math.max(...known)), " mean over seeds");
    }
    parts.push(item);
  } else if (state.by >= 0) {
    const col = column(choices[state.by]), every = Math.ceil(col.values.length / 16);
    parts.push(element("li", {}, words(col.name)));
    col.values.forEach((_, at) => {
      if (at % every) return;
      const item = element("li"), bar = element("i");
      bar.style.background = colour(at);
      item.append(bar, valueText(col, at));
      parts.push(item);
    });
  }
  if (isBifurcation() && state.view === "curve") parts.push(element("li", {}, "shaded: where the mean changes fastest"));
  $("legend").replaceChildren(...parts);
}
function table(all) {
  const x = column(choices[state.along]), by = state.by < 0 ? null : column(choices[state.by]);
  const head = [words(x.name), ...(by ? [words(by.name)] : []), "mean", "low", "high", "n", ...data.seeds.map((seed) => `seed ${seed}`)];
  const made = element("table"), row = element("tr");
  row.append(...head.map((text) => element("th", {}, text)));
  made.append(row);
  for (const each of all.slice(0, MOST_ROWS)) {
    const line = element("tr");
    line.append(element("td", {}, valueText(x, each.first)));
    if (by) line.append(element("td", {}, valueText(by, each.second)));
    for (const value of [each.mean, each.low, each.high, each.n, ...each.values]) line.append(element("td", { "data-value": value ?? "" }, shown(value)));
    made.append(line);
  }
  $("table").replaceChildren(made);
  if (all.length > MOST_ROWS) $("table").append(element("p", {}, `The first ${MOST_ROWS} of ${all.length}.`));
}
function draw() {
  controls();
  const all = conditions(), svg = state.view === "map" ? map(all) : curve(all);
  $("chart").replaceChildren(svg);
  legend(all);
  table(all);
  const marks = [...svg.querySelectorAll("[data-point]")].sort((a, b) => a.dataset.point - b.dataset.point);
  if (marks.length) marks[0].setAttribute("tabindex", "0");
  svg.addEventListener("keydown", (event) => walk(event, marks));
  highlight();
  remember();
}
/** One stop for the Tab key; arrow keys go from point to point. */
function walk(event, marks) {
  const at = marks.indexOf(event.target), step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (at < 0) return;
  if (step) {
    const next = marks[(at + step + marks.length) % marks.length];
    marks[at].setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
    event.preventDefault();
  } else if (event.key === "Enter" || event.key === " ") {
    choose(Number(event.target.dataset.point));
    event.preventDefault();
  }
}

// ---- the chosen point -------------------------------------------------------------------------------------------------
function choose(point) {
  state.point = point;
  highlight();
  panel();
  remember();
}
function highlight() {
  for (const mark of document.querySelectorAll("[data-point]")) {
    const own = Number(mark.dataset.point), whole = mark.classList.contains("cell") || state.show === "mean";
    const same = whole ? Math.floor(own / seeds) === Math.floor(state.point / seeds) : own === state.point;
    mark.classList.toggle("chosen", state.point !== null && same);
  }
}
function panel() {
  const point = state.point;
  if (point === null) {
    $("point").replaceChildren(element("h2", {}, "No point chosen"), element("p", { class: "hint" }, "Choose a point of the chart to see its status, its course, its spikes, and the command that runs it again."));
    return;
  }
  const places = placesOf(point), list = element("dl"), parts = [element("h2", {}, "Point"), list];
  const add = (name, value, about = {}) => list.append(element("dt", {}, name), element("dd", about, value));
  add("id", data.points[point], { id: "point-id" });
  add("status", data.status[point], { id: "point-status", class: data.status[point] === "ok" ? "status-ok" : "status-other" });
  if (data.messages[point]) add("message", data.messages[point], { id: "point-message" });
  axes.forEach((axis, at) => axis.columns.forEach((each) => add(words(each.name), valueText(each, places[at]))));
  const select = element("select", { id: "point-seed", "aria-label": "seed" });
  fill(select, data.seeds.map((seed, at) => [at, seed]), point % seeds);
  select.addEventListener("change", () => choose(Math.floor(point / seeds) * seeds + Number(select.value)));
  const own = element("dd");
  own.append(select);
  list.append(element("dt", {}, "seed"), own);
  const value = measure().values[state.part][point];
  add(measure().long_name || measure().name, withUnitValue(value, measure().unit), { id: "point-value", "data-value": value ?? "" });
  const command = data.command.replace("{point}", data.points[point]), button = element("button", { type: "button", id: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(command); button.textContent = "Copied"; } catch { getSelection().selectAllChildren($("point-command")); }
  });
  parts.push(element("h3", {}, "Runs it again"), element("pre", { id: "point-command" }, command), button);
  parts.push(...course(point), ...raster(point), everything(point));
  $("point").replaceChildren(...parts);
}
function course(point) {
  const heading = element("h3", {}, "Course");
  if (!data.courses.length) return [];
  if (data.status[point] !== "ok") return [heading, element("p", { class: "hint" }, "None: the point is not ok.")];
  const select = element("select", { id: "course", "aria-label": "course" }), place = element("div", { id: "course-chart" });
  const own = data.courses.findIndex((each) => each.name.startsWith(data.diagram?.measure ?? measure().name));
  state.course ??= Math.max(own, 0);
  fill(select, data.courses.map((each, at) => [at, [each.long_name || words(each.name), words(each.part)].filter(Boolean).join(": ")]), state.course);
  const show = () => {
    state.course = Number(select.value);
    const each = data.courses[state.course], length = each.along.values.length;
    const values = [...new Float32Array(bytes(each.values), point * length * 4, length)], svg = frame(each.long_name || each.name, $("point"));
    const y = ordinate(svg, ...range(values), each.unit), x = abscissa(svg, each.along, false);
    let pen = "M";
    const d = values.map((value, at) => { if (!Number.isFinite(value)) { pen = "M"; return ""; } const part = `${pen}${x[at].toFixed(1)},${y(value).toFixed(1)}`; pen = "L"; return part; }).join("");
    drawn(svg, "path", { class: "course", fill: "none", stroke: NAMED[0], "stroke-width": 1.8, d });
    place.replaceChildren(svg, ...(each.every > 1 ? [element("p", { class: "hint" }, `One sample in ${each.every}.`)] : []));
    remember();
  };
  select.addEventListener("change", show);
  show();
  return [heading, select, place];
}
function raster(point) {
  const heading = element("h3", {}, "Spikes");
  if (data.left_out) return [heading, element("p", { class: "hint" }, data.left_out)];
  if (!Object.keys(data.rasters).length) return [];
  const found = data.rasters[data.points[point]];
  if (!found) {
    const kept = Object.entries(data.rasters).map(([id, each]) => {
      const button = element("button", { type: "button", class: "example" }, each.label);
      button.addEventListener("click", () => choose(data.points.indexOf(id)));
      return button;
    });
    const line = element("p", { class: "hint" }, "Spikes are kept of examples only: ");
    line.append(...kept);
    return [heading, line];
  }
  const canvas = element("canvas", { id: "raster", width: 900, height: 480, role: "img", "aria-label": `Spikes of ${found.neurons} neurons in ${found.window} s` });
  const times = new Uint16Array(bytes(found.times)), cells = new Uint16Array(bytes(found.cells)), pen = canvas.getContext("2d");
  const height = canvas.height / found.neurons;
  times.forEach((time, at) => {
    pen.fillStyle = cells[at] < found.excitatory ? "#1b1f24" : "#d55e00";
    pen.fillRect((time / 65535) * (canvas.width - 2), canvas.height - (cells[at] + 1) * height, 1.6, Math.max(height * 0.8, 1));
  });
  const thin = found.every > 1 ? ` One neuron in ${found.every} is drawn.` : "";
  return [heading, canvas, element("p", { class: "hint" }, `${shown(found.window)} s; ${found.excitatory} excitatory neurons below (dark), ${found.neurons - found.excitatory} inhibitory above (orange).${thin}`)];
}
function everything(point) {
  const details = element("details"), made = element("table");
  for (const each of data.measures) {
    each.parts.forEach((part, at) => {
      const row = element("tr");
      row.append(element("td", {}, [each.long_name || words(each.name), words(part)].filter(Boolean).join(": ")), element("td", { class: "number" }, withUnitValue(each.values[at][point], each.unit)));
      made.append(row);
    });
  }
  details.append(element("summary", {}, "All measures of the point"), made);
  return details;
}

// ---- the address keeps what is chosen, so that it can be sent ---------------------------------------------------------
function remember() {
  const kept = new URLSearchParams({
    measure: measure().name, part: measure().parts[state.part], view: state.view, along: choices[state.along].name,
    by: state.by < 0 ? "" : choices[state.by].name, show: state.show, fixed: state.fixed.join("."),
  });
  if (state.point !== null) kept.set("point", data.points[state.point]);
  history.replaceState(null, "", `#${kept}`);
}
function recall() {
  const kept = new URLSearchParams(location.hash.slice(1));
  const found = data.measures.findIndex((each) => each.name === kept.get("measure"));
  if (found < 0) return;
  state.measure = found;
  state.part = Math.max(measure().parts.indexOf(kept.get("part")), 0);
  if (["curve", "map"].includes(kept.get("view"))) state.view = kept.get("view");
  if (["both", "seeds", "mean"].includes(kept.get("show"))) state.show = kept.get("show");
  const along = choices.findIndex((each) => each.name === kept.get("along"));
  if (along >= 0) state.along = along;
  state.by = others().find((at) => choices[at].name === kept.get("by")) ?? -1;
  (kept.get("fixed") ?? "").split(".").forEach((text, at) => { if (axes[at] && axes[at].length > Number(text)) state.fixed[at] = Number(text) || 0; });
  const point = data.points.indexOf(kept.get("point"));
  if (point >= 0) state.point = point;
}

$("measure").addEventListener("change", () => { // the same part of another measure, if it has it
  const part = measure().parts[state.part];
  state.measure = Number($("measure").value);
  const same = measure().parts.indexOf(part);
  state.part = same < 0 ? measure().parts.length - 1 : same;
  draw();
  if (state.point !== null) panel();
});
const numbered = { part: Number, by: Number, view: String, show: String };
for (const [id, read] of Object.entries(numbered)) {
  $(id).addEventListener("change", () => { state[id] = read($(id).value); draw(); if (state.point !== null) panel(); });
}
$("along").addEventListener("change", () => {
  state.along = Number($("along").value);
  if (!others().includes(state.by)) state.by = others()[0] ?? -1;
  draw();
});
$("bifurcation").addEventListener("click", () => { bifurcation(); draw(); });
$("reset").addEventListener("click", () => { initial(); draw(); panel(); });
let width = innerWidth;
addEventListener("resize", () => { // a phone's bars change the height only
  if (innerWidth === width) return;
  width = innerWidth;
  draw();
  panel();
});
$("controls").addEventListener("submit", (event) => event.preventDefault());
initial();
recall();
draw();
panel();
