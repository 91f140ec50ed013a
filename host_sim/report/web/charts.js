// The charts of a page: unpacks the data, draws each panel with uPlot, keeps all on one time axis, and links the list of events.
"use strict";
(async () => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const end = data.begin + data.count * data.interval;
  const times = Float64Array.from({ length: data.count }, (_, k) => data.begin + (k + 0.5) * data.interval);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const PASTEL = "55", SHADE = "30"; // opacity of a filled band and of a shaded stretch, two hexadecimal digits
  const FONT = "12px system-ui, sans-serif";
  const DAY = 86400, NEAR = 14; // s; px from a click to a mark

  // Data: see packing.py -------------------------------------------------------------------------------------------

  async function unpack(text, steps, count) {
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return steps.map((step, column) => {
      const low = 2 * column * count, values = new Array(count);
      for (let k = 0, sum = 0; k < count; k++) {
        sum = (sum + bytes[low + k] + 256 * bytes[low + count + k]) << 16 >> 16;
        values[k] = sum === -32768 ? null : sum * step;
      }
      return values;
    });
  }
  if (!("DecompressionStream" in window)) {
    byId("panels").textContent = "The charts need a newer browser; the figures below do not.";
    return;
  }
  const columns = await unpack(data.columns, data.steps, data.count);

  // Words of time: the run's own clock, wherever the page is read ----------------------------------------------------

  const written = (options) => {
    const form = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
    return (seconds) => form.format(seconds * 1000).replace(",", "");
  };
  const day = written({ weekday: "short", day: "numeric", month: "short" });
  const date = written({ day: "numeric", month: "short" });
  const clock = written({ hour: "2-digit", minute: "2-digit" });
  const moment = (seconds) => `${day(seconds)} ${clock(seconds)}`;
  const long = end - data.begin > 40 * DAY;
  const ticks = (plot, splits) => splits.map((at) => at >= view[1] - 0.03 * (view[1] - view[0]) ? null : at % DAY ? clock(at) : long ? date(at) : day(at));

  // Panels ---------------------------------------------------------------------------------------------------------

  const plots = [];
  let chosen = null; // the event marked
  let view = [data.begin, end];

  function layers(panel) {
    // uPlot's series and bands of a panel, and for each item the numbers of its series
    const series = [{}], bands = [], values = [times], owners = [];
    let under = null; // series below the next layer of the stack
    for (const item of panel.items) {
      const paint = () => colour(item.colour);
      owners.push([]);
      const add = (column, options) => {
        values.push(column);
        owners.at(-1).push(series.push({ points: { show: false }, show: item.on, spanGaps: false, ...options }) - 1);
      };
      if (item.kind === "line") add(columns[item.column], { stroke: paint, width: item.width });
      if (item.kind === "band") {
        add(columns[item.high], { stroke: () => paint() + "aa", width: 0.6 });
        add(columns[item.low], { stroke: () => paint() + "aa", width: 0.6 });
        bands.push({ series: [series.length - 2, series.length - 1], fill: () => paint() + PASTEL });
      }
      if (item.kind === "stack") {
        add([], { stroke: paint, width: 0, fill: under === null ? paint : undefined });
        if (under !== null) bands.push({ series: [series.length - 1, under], fill: paint });
        under = series.length - 1;
      }
    }
    pile(panel, owners, values);
    return { series, bands, values, owners };
  }

  function pile(panel, owners, values) {
    // each layer of a stack on the sum of those below that are shown
    let sum = new Array(data.count).fill(0);
    panel.items.forEach((item, k) => {
      if (item.kind !== "stack") return;
      if (item.on) sum = sum.map((below, point) => below + (columns[item.column][point] || 0));
      values[owners[k][0]] = sum;
    });
  }

  function build(panel) {
    const root = document.createElement("div");
    root.className = "panel";
    const keys = document.createElement("div");
    keys.className = "keys";
    const title = document.createElement("h3");
    title.textContent = `${panel.title}, ${panel.unit}`;
    keys.append(title);
    root.append(keys);
    byId("panels").append(root);
    const { series, bands, values, owners } = layers(panel);
    const stacked = panel.items.some((item) => item.kind === "stack");
    const grid = { stroke: () => colour("line"), width: 1 };
    const plot = new uPlot({
      width: root.clientWidth, height: panel.height, series, bands,
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      cursor: { y: false, sync: { key: "run" }, drag: { x: true, y: false }, points: { size: 7 } },
      padding: [8, 14, 0, 0],
      scales: {
        x: { time: true, range: (_, low, high) => low === times[0] && high === times[data.count - 1] ? [data.begin, end] : [low, high] },
        y: { range: (_, low, high) => {
          if (low === null) return [0, 1];
          if (panel.most) [low, high] = [Math.max(low, -panel.most), Math.min(high, panel.most)];
          if (panel.zero && low >= 0) return [0, Math.max(high * 1.06, 10 ** -panel.digits)];
          const room = Math.max(high - low, 4 * 10 ** -panel.digits) * 0.06;
          return [low - room, high + room];
        } },
      },
      axes: [
        { values: ticks, stroke: () => colour("dim"), font: FONT, grid, ticks: { show: false }, size: 27, gap: 7, space: 78 },
        { stroke: () => colour("dim"), font: FONT, grid, ticks: { show: false }, size: 44, gap: 5, space: 27 },
      ],
      hooks: {
        setCursor: [read],
        setScale: [(self, key) => key === "x" && follow(self)],
        drawClear: [(self) => shades(self, panel)],
        draw: [(self) => marks(self, panel)],
      },
    }, values, root);
    plot.root.setAttribute("role", "img");
    plot.root.setAttribute("aria-label", `${panel.title}, ${panel.unit}, over time: ${panel.items.map((item) => item.label).join(", ")}`);
    let pressed = 0;
    plot.over.addEventListener("mousedown", (event) => { pressed = event.offsetX; });
    plot.over.addEventListener("click", (event) => {
      if (Math.abs(event.offsetX - pressed) < 4) nearest(plot, panel, event.offsetX); // else it was a drag
    });

    const shownValues = panel.items.map((item, k) => {
      const key = document.createElement("button");
      key.type = "button";
      key.className = "key";
      key.setAttribute("aria-pressed", item.on);
      const swatch = document.createElement("i");
      swatch.style.setProperty("--c", `var(--${item.colour})`);
      key.append(swatch);
      const value = document.createElement("b");
      key.append(item.label, value);
      key.addEventListener("click", () => {
        item.on = !item.on;
        key.setAttribute("aria-pressed", item.on);
        plot.batch(() => owners[k].forEach((number) => plot.setSeries(number, { show: item.on })));
        if (stacked) { pile(panel, owners, values); plot.setData(values, false); }
        plot.redraw(stacked);
      });
      keys.append(key);
      return value;
    });

    function read(self) {
      const point = self.cursor.idx;
      if (self.cursor.left >= 0 && point !== null) byId("now").textContent = moment(times[point]);
      panel.items.forEach((item, k) => {
        if (item.kind !== "line" && item.kind !== "stack") return;
        const value = self.cursor.left < 0 || point === null ? null : columns[item.column][point];
        shownValues[k].textContent = value === null || value === undefined ? "" : value.toFixed(panel.digits);
      });
    }
    plots.push(plot);
  }

  // Time shown -----------------------------------------------------------------------------------------------------

  function follow(self) {
    const { min, max } = self.scales.x;
    if (min === view[0] && max === view[1]) return;
    view = [min, max];
    plots.forEach((plot) => plot !== self && plot.setScale("x", { min, max }));
  }

  function show(from, to) {
    const span = Math.max(4 * data.interval, Math.min(to - from, end - data.begin));
    const low = Math.max(data.begin, Math.min(from, end - span));
    plots.forEach((plot) => plot.setScale("x", { min: low, max: low + span }));
    requestAnimationFrame(point); // uPlot settles before the next frame
  }
  const zoom = (span) => {
    const inside = chosen !== null && chosen.at >= view[0] && chosen.at <= view[1];
    const middle = inside ? chosen.at : (view[0] + view[1]) / 2;
    show(middle - span / 2, middle + span / 2);
  };
  const shift = (share) => show(view[0] + share * (view[1] - view[0]), view[1] + share * (view[1] - view[0]));

  // Marks ----------------------------------------------------------------------------------------------------------

  function triangle(context, x, y, up) {
    const size = 4.5 * uPlot.pxRatio, tip = up ? -1 : 1;
    context.beginPath();
    context.moveTo(x, y + tip * size);
    context.lineTo(x - size, y - tip * size);
    context.lineTo(x + size, y - tip * size);
    context.fill();
  }

  function shades(plot, panel) {
    const { ctx, bbox } = plot;
    for (const item of panel.items) {
      if (item.kind !== "shade" || !item.on) continue;
      for (const [begun, ended] of item.spans) {
        if (data.begin + ended < view[0] || data.begin + begun > view[1]) continue;
        const left = Math.max(bbox.left, plot.valToPos(data.begin + begun, "x", true));
        const right = Math.min(bbox.left + bbox.width, plot.valToPos(data.begin + ended, "x", true));
        const width = Math.max(right - left, 1.5 * uPlot.pxRatio);
        if (right - left > 0.15 * uPlot.pxRatio) { // a winter's worth of them would hide the chart
          ctx.fillStyle = colour(item.colour) + SHADE;
          ctx.fillRect(left, bbox.top, width, bbox.height);
        }
        ctx.fillStyle = colour(item.colour);
        ctx.fillRect(left, bbox.top, width, 5 * uPlot.pxRatio);
      }
    }
  }

  function marks(plot, panel) {
    const { ctx, bbox } = plot, unit = uPlot.pxRatio;
    const at = (seconds) => plot.valToPos(data.begin + seconds, "x", true);
    const seen = (seconds) => data.begin + seconds >= view[0] && data.begin + seconds <= view[1];
    ctx.save();
    for (const item of panel.items) {
      if (!item.on) continue;
      ctx.fillStyle = colour(item.colour);
      if (item.kind === "marks") {
        item.at.filter(seen).forEach((seconds) => triangle(ctx, at(seconds), bbox.top + bbox.height - (7 + 11 * item.row) * unit, true));
      }
      if (item.kind === "notes") {
        for (const event of events.filter((event) => event.kind !== "machine" && seen(event.at - data.begin))) {
          const x = at(event.at - data.begin);
          ctx.fillStyle = colour(event.kind === "odd" ? "warm" : "sensor");
          if (event.kind === "odd") triangle(ctx, x, bbox.top + 6 * unit, false);
          else ctx.fillRect(x - unit / 2, bbox.top, unit, 7 * unit);
        }
      }
    }
    if (chosen !== null && chosen.at >= view[0] && chosen.at <= view[1]) {
      ctx.fillStyle = colour("focus");
      ctx.fillRect(at(chosen.at - data.begin) - unit, bbox.top, 2 * unit, bbox.height);
    }
    ctx.restore();
  }

  // Events ---------------------------------------------------------------------------------------------------------

  const list = byId("events");
  const events = [...document.querySelectorAll("#events li button")].map((button) => ({
    button, at: data.begin + Number(button.dataset.time), kind: button.parentElement.className,
  }));
  const listed = () => events.filter((event) => event.button.offsetParent !== null);

  function choose(event) {
    if (chosen) chosen.button.removeAttribute("aria-current");
    chosen = event;
    event.button.setAttribute("aria-current", "true");
    const box = list.querySelector("ol");
    box.scrollTop = event.button.offsetTop - box.offsetTop - box.clientHeight / 3;
    const text = byId("entry");
    text.className = "on";
    text.textContent = `${moment(event.at)}: ${event.button.querySelector("span").textContent}`;
    byId("now").textContent = moment(event.at);
    const span = view[1] - view[0];
    if (event.at < view[0] || event.at > view[1]) show(event.at - span / 2, event.at + span / 2);
    else point();
    plots.forEach((plot) => plot.redraw(false));
  }

  function point() {
    // the values of the event that is marked stand beside the names, until the pointer moves on
    if (chosen !== null && chosen.at >= view[0] && chosen.at <= view[1])
      plots[0].setCursor({ left: plots[0].valToPos(chosen.at, "x"), top: 10 }, true, true);
  }

  function step(by) {
    const there = listed();
    if (!there.length) return;
    const from = chosen ? chosen.at : view[0];
    const place = there.indexOf(chosen);
    const next = place >= 0 ? place + by : by > 0 ? there.findIndex((event) => event.at >= from) : there.findLastIndex((event) => event.at < from);
    if (there[next]) choose(there[next]);
  }

  function nearest(plot, panel, x) {
    if (!panel.items.some((item) => item.kind === "notes" && item.on)) return;
    const away = (event) => Math.abs(plot.valToPos(event.at, "x") - x);
    const close = listed().filter((event) => away(event) < NEAR).sort((a, b) => away(a) - away(b))[0];
    if (close) choose(close);
  }

  const actions = {
    back: () => shift(-0.5), on: () => shift(0.5), whole: () => show(data.begin, end), day: () => zoom(DAY), hours: () => zoom(3 * 3600),
    previous: () => step(-1), next: () => step(1),
  };
  document.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", actions[button.dataset.do]));
  if (!events.length) document.querySelector(".entry").querySelectorAll("button").forEach((button) => { button.hidden = true; });
  const strokes = {
    ArrowLeft: () => shift(-0.25), ArrowRight: () => shift(0.25), "+": () => zoom((view[1] - view[0]) / 2), "=": () => zoom((view[1] - view[0]) / 2),
    "-": () => zoom(2 * (view[1] - view[0])), 0: () => show(data.begin, end), n: () => step(1), p: () => step(-1),
  };
  byId("panels").addEventListener("keydown", (event) => {
    if (event.target.tagName !== "BUTTON" && strokes[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      strokes[event.key]();
    }
  });
  if (list) {
    list.addEventListener("change", (event) => { list.dataset.which = event.target.value; });
    events.forEach((event) => event.button.addEventListener("click", () => {
      choose(event);
      if (getComputedStyle(list).position === "static") byId("charts").scrollIntoView();
    }));
  }

  data.panels.forEach(build);
  new ResizeObserver(() => plots.forEach((plot, k) => {
    const width = plot.root.parentElement.clientWidth;
    if (width && width !== plot.width) plot.setSize({ width, height: data.panels[k].height });
  })).observe(byId("panels"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plots.forEach((plot) => plot.redraw(true)));
})();
