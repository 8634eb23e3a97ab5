// Draws one map from its JSON block. Text from data enters by textContent only.
(function () {
  "use strict";
  if (window.vawgMap) { return; }

  const SCALE = 1e5, DISC = 24, SVG = "http://www.w3.org/2000/svg";
  const PANES = [["backdrop", 410], ["hatch", 420], ["outline", 430], ["leader", 440]];
  const HINT = "Point at, tap or tab to a place to read its figures.";

  function make(tag, name, text) {
    const made = document.createElement(tag);
    if (name) { made.className = name; }
    if (text !== undefined) { made.textContent = text; }
    return made;
  }
  function draw(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }
  function walk(steps) {
    const out = [];
    for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) {
      x += steps[i]; y += steps[i + 1];
      out.push([y / SCALE, x / SCALE]);
    }
    return out;
  }
  const shape = (parts) => parts.map((rings) => rings.map(walk));
  const spot = (pair) => L.latLng(pair[1] / SCALE, pair[0] / SCALE);
  const box = (b) => L.latLngBounds([b[1] / SCALE, b[0] / SCALE], [b[3] / SCALE, b[2] / SCALE]);

  // What is said of a place: finished words from the block, never a pattern.
  function sentence(data, area) {
    const words = [(area.i ? area.i + ". " : "") + area.n];
    if (data.classes.length) { words.push(area.k === undefined ? data.nothing : data.measure + ": " + data.classes[area.k]); }
    if (area.t) { words.push(area.t); }
    return words.join(" \u00b7 ");
  }

  function icon(name, inner) {
    return L.divIcon({ className: "vm-icon " + name, html: inner, iconSize: [0, 0] });
  }
  function path(steps, name) {
    return L.polyline(walk(steps), { className: name, pane: "backdrop", interactive: false, smoothFactor: 0.5 });
  }
  // A pale casing under an outline, so that it shows on the darkest colour.
  function cased(area, name) {
    return L.layerGroup(["vm-casing", name].map((part) => outline(area, part, "outline")));
  }
  function outline(area, name, pane, fill) {
    return L.polygon(shape(area.g), { className: name, pane: pane, interactive: false, smoothFactor: 0.3, fillColor: fill });
  }

  // One panel: a Leaflet map, a group a layer, discs and labels placed anew at each zoom.
  function Panel(map, view, data, say) {
    const panel = { map: map, view: view, moved: false, fitting: false, groups: {}, discs: [], labels: [] };
    PANES.forEach(([name, order]) => {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = "none";
    });
    const group = (key) => (panel.groups[key] = panel.groups[key] || L.layerGroup());
    const byCode = {};

    data.areas.forEach((area) => {
      byCode[area.c] = area;
      const name = "vm-area vm-k" + (area.k === undefined ? "x" : area.k);
      const drawn = L.polygon(shape(area.g), { className: name, smoothFactor: 0.3 });
      drawn.on("mouseover click", () => say(area, drawn)).on("mouseout", () => say(null));
      drawn.addTo(map);
    });
    Object.entries(data.lines).forEach(([key, lines]) => {
      if (key === "water") { lines.forEach((steps) => path(steps, "vm-bank").addTo(group("backdrop"))); }
      lines.forEach((steps) => path(steps, "vm-" + key).addTo(group("backdrop")));
    });
    data.surfaces.forEach((parts) => {
      L.polygon(shape(parts), { className: "vm-lake", pane: "backdrop", interactive: false }).addTo(group("backdrop"));
    });
    data.fear.forEach((code) => outline(byCode[code], "vm-fear", "hatch", "url(#" + data.hatch + ")").addTo(group("fear")));
    data.hexes.forEach((parts) => cased({ g: parts }, "vm-hex").addTo(group("hexes")));
    data.watch.forEach((code) => cased(byCode[code], "vm-watch").addTo(group("watch")));
    ["vm-casing vm-wide", "vm-listed"].forEach((name) => data.listed.forEach((place) => outline(byCode[place.c], name, "outline").addTo(map)));

    data.points.forEach((kind) => kind.p.forEach((pair, at) => {
      const mark = make("span", "vm-mark vm-mark-" + kind.s, kind.l);
      const put = L.marker(spot(pair), { icon: icon("vm-point", mark), keyboard: false });
      put.on("mouseover click", () => say({ words: kind.one + ": " + kind.n[at] })).on("mouseout", () => say(null));
      put.addTo(group(kind.key));
    }));

    data.listed.forEach((place) => {
      const area = byCode[place.c], button = make("button", "vm-disc", String(place.i));
      button.type = "button";
      button.setAttribute("aria-label", "Place " + place.i + ", " + area.n);
      const put = L.marker(spot(place.p), { icon: icon("vm-pin", button), keyboard: false, zIndexOffset: 9000 }).addTo(map);
      const line = L.polyline([], { className: "vm-leader", pane: "leader", interactive: false }).addTo(map);
      ["focus", "click", "mouseenter"].forEach((event) => button.addEventListener(event, () => say(area)));
      ["blur", "mouseleave"].forEach((event) => button.addEventListener(event, () => say(null)));
      const disc = { at: spot(place.p), put: put, line: line, away: false };
      panel.discs.push(disc);
      panel.labels.push(label(map, put, area.n, "vm-own", ["right", "left", "above", "below"], disc));
    });
    data.labels.forEach((town) => {
      const at = L.marker(spot(town.p), { icon: icon("", make("span")), keyboard: false, interactive: false });
      panel.labels.push(label(group("names"), at, town.n, "vm-r" + town.r, town.r < 3 ? ["middle", "above", "below", "right", "left"] : ["middle"]));
    });

    panel.fit = function () {
      panel.fitting = true;
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(box(data.views[panel.view].b), { padding: [14, 14], animate: false, maxZoom: 16 });
      panel.fitting = false;
    };
    panel.arrange = () => { spread(panel); place(panel); };
    map.on("zoomend moveend", () => { panel.moved = panel.moved || !panel.fitting; panel.arrange(); });
    return panel;
  }

  function label(home, anchor, text, name, sides, disc) {
    const words = make("span", "vm-label " + name, text);
    words.setAttribute("aria-hidden", "true");
    const put = L.marker(anchor.getLatLng(), { icon: icon("vm-words", words), keyboard: false, interactive: false, zIndexOffset: 5000 });
    put.addTo(home);
    return { anchor: anchor, put: put, words: words, sides: sides, disc: disc };
  }

  // Discs that would lie on each other part; a line leads back to the place.
  function spread(panel) {
    const at = panel.discs.map((disc) => panel.map.latLngToLayerPoint(disc.at));
    const now = at.map((point) => point.clone());
    for (let turn = 0, moved = true; moved && turn < 80; turn += 1) {
      moved = false;
      for (let i = 0; i < now.length; i += 1) {
        for (let j = i + 1; j < now.length; j += 1) {
          const gap = now[j].subtract(now[i]), far = Math.hypot(gap.x, gap.y);
          if (far >= DISC + 2) { continue; }
          const push = far > 0.01 ? gap.divideBy(far) : L.point(Math.cos(i + j), Math.sin(i + j));
          const half = push.multiplyBy((DISC + 2.5 - far) / 2);
          now[i] = now[i].subtract(half); now[j] = now[j].add(half);
          moved = true;
        }
      }
    }
    panel.discs.forEach((disc, i) => {
      const there = panel.map.layerPointToLatLng(now[i]);
      disc.put.setLatLng(there);
      disc.away = now[i].distanceTo(at[i]) > DISC / 2;
      disc.line.setLatLngs(disc.away ? [disc.at, there] : []);
    });
  }

  // Labels in order of weight; one that would cover a disc or an earlier label stays away.
  function place(panel) {
    const size = panel.map.getSize(), taken = panel.discs.map((disc) => {
      const p = panel.map.latLngToContainerPoint(disc.put.getLatLng());
      return [p.x - DISC / 2, p.y - DISC / 2, p.x + DISC / 2, p.y + DISC / 2];
    });
    const free = (r) => r[0] >= 2 && r[1] >= 2 && r[2] <= size.x - 2 && r[3] <= size.y - 2 &&
      taken.every((t) => r[2] < t[0] || r[0] > t[2] || r[3] < t[1] || r[1] > t[3]);
    panel.labels.forEach((label) => {
      label.put.setLatLng(label.anchor.getLatLng());
      const w = label.words.offsetWidth, h = label.words.offsetHeight;
      const p = panel.map.latLngToContainerPoint(label.anchor.getLatLng()), out = DISC / 2 + 3;
      const corners = { right: [out, -h / 2], left: [-out - w, -h / 2], above: [-w / 2, -out - h], below: [-w / 2, out], middle: [-w / 2, -h / 2] };
      const crowded = label.disc && label.disc.away;  // seen from so far the town's name says more
      const side = !crowded && label.sides.find((name) => {
        const x = p.x + corners[name][0], y = p.y + corners[name][1];
        return w && free([x, y, x + w, y + h]);
      });
      label.words.style.visibility = side ? "visible" : "hidden";
      if (!side) { return; }
      const [dx, dy] = corners[side];
      label.words.style.transform = "translate(" + Math.round(dx) + "px," + Math.round(dy) + "px)";
      taken.push([p.x + dx, p.y + dy, p.x + dx + w, p.y + dy + h]);
    });
  }

  // The county in small: where the panels lie.
  function locator(data, panels) {
    const [west, south, east, north] = data.county.b, squeeze = Math.cos((south + north) / 2 / SCALE * Math.PI / 180);
    const unit = 100 / Math.max((east - west) * squeeze, north - south);
    const at = (x, y) => [((x - west) * squeeze * unit).toFixed(1), ((north - y) * unit).toFixed(1)];
    const whole = at(east, south), svg = draw("svg", { viewBox: "-2 -2 " + (+whole[0] + 4) + " " + (+whole[1] + 4), class: "vm-locator", role: "img", "aria-label": "The county, with the places listed" });
    data.county.g.forEach((parts) => parts.forEach((rings) => rings.forEach((ring) => {
      const points = walk(ring).map(([y, x]) => at(x * SCALE, y * SCALE).join(",")).join(" ");
      svg.appendChild(draw("polygon", { points: points, class: "vm-county" }));
    })));
    panels.forEach((panel) => {
      const [w, s, e, n] = data.views[panel.view].b, [x, y] = at(w, n).map((v) => v - 1), [x1, y1] = at(e, s).map((v) => +v + 1);
      svg.appendChild(draw("rect", { x: x, y: y, width: x1 - x, height: y1 - y, class: "vm-frame" }));
      const name = draw("text", { x: (+x + +x1) / 2, y: y - 3, class: "vm-frame-name" });
      name.textContent = data.views[panel.view].s;
      svg.appendChild(name);
    });
    data.listed.forEach((place) => {
      const [cx, cy] = at(place.p[0], place.p[1]);
      svg.appendChild(draw("circle", { cx: cx, cy: cy, r: 1.6, class: "vm-dot" }));
    });
    return svg;
  }

  function legend(data, shown) {
    const list = make("ul", "vm-key");
    const add = (name, text, key, letter) => {
      const item = make("li"), swatch = make("i", "vm-swatch " + name, letter);
      item.append(swatch, document.createTextNode(text));
      if (key) { item.hidden = !shown[key]; item.dataset.layer = key; }
      list.appendChild(item);
    };
    data.classes.forEach((text, k) => add("vm-s" + k, text));
    if (data.areas.some((area) => area.k === undefined) && data.classes.length) { add("vm-sx", data.nothing); }
    if (data.listed.length) { add("vm-slisted", "listed place"); }
    data.layers.forEach((layer) => { if (layer.s) { add("vm-swatch_" + layer.w, layer.s, layer.key, layer.l); } });
    const head = make("p", "vm-measure", data.measure), whole = make("div", "vm-legend");
    if (data.classes.length) { whole.appendChild(head); }
    whole.appendChild(list);
    return whole;
  }

  window.vawgMap = function (main, block) {
    const data = JSON.parse(document.getElementById(block).textContent), pane = main.getContainer();
    const shell = make("figure", "vm"), bar = make("div", "vm-bar"), below = make("div", "vm-bar vm-below"), stage = make("div", "vm-stage"), side = make("div", "vm-side");
    const info = make("p", "vm-info", HINT), shown = {}, panels = [];
    shell.setAttribute("aria-label", data.title);
    info.setAttribute("aria-live", "polite");
    pane.parentNode.insertBefore(shell, pane);
    let lit = null;

    function say(what, drawn) {
      if (lit) { lit.getElement().classList.remove("vm-lit"); lit = null; }
      if (!what) { return; }
      info.textContent = what.words || sentence(data, what);
      if (drawn && drawn.getElement()) { lit = drawn; drawn.getElement().classList.add("vm-lit"); }
    }
    function hold(container, view) {
      const part = make("div", "vm-panel"), caption = make("p", "vm-caption", data.views[view].n);
      container.setAttribute("role", "group");
      container.setAttribute("aria-label", "Map: " + data.views[view].n);
      if (data.views.length > 1) { part.appendChild(caption); }
      part.appendChild(container);
      return { part: part, caption: caption };
    }

    const first = hold(pane, data.panels[0]);
    stage.appendChild(first.part);
    const alternative = make("p", "vm-alternative", data.alternative);
    alternative.id = block + "_text";
    pane.setAttribute("aria-describedby", alternative.id);
    data.hatch = block + "_hatch";
    if (data.fear.length) { shell.appendChild(hatch(data.hatch)); }
    shell.append(bar, stage, legend(data, shown), below, info, make("figcaption", "vm-credit", data.credit), alternative);
    panels.push(Panel(main, data.panels[0], data, say));

    const still = { attributionControl: false, zoomControl: false, dragging: false, touchZoom: false, scrollWheelZoom: false,
      doubleClickZoom: false, boxZoom: false, keyboard: false, zoomSnap: 0.1, zoomAnimation: false, fadeAnimation: false, maxZoom: 18 };
    data.panels.slice(1).forEach((view) => {
      const small = make("div", "vm-small"), held = hold(small, view);
      side.appendChild(held.part);
      stage.appendChild(side);
      panels.push(Panel(L.map(small, still).setView(main.getCenter(), 10), view, data, say));
    });
    if (data.listed.length && data.county) {
      const held = make("div", "vm-panel vm-where");
      held.append(make("p", "vm-caption", "Where in the county"), locator(data, panels));
      side.appendChild(held);
      stage.appendChild(side);
    }
    stage.classList.toggle("vm-one", !side.childNodes.length);
    stage.classList.toggle("vm-locator-only", data.panels.length === 1 && side.childNodes.length > 0);

    L.control.zoom({ zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(main);
    L.control.scale({ imperial: false, maxWidth: 90 }).addTo(main);
    controls();
    touch();

    function controls() {
      if (data.views.length > 1) {
        const views = make("div", "vm-views");
        views.setAttribute("role", "group");
        views.setAttribute("aria-label", "Show on the large map");
        data.views.forEach((view, at) => {
          const button = make("button", "vm-view", view.s);
          button.type = "button";
          button.setAttribute("aria-pressed", String(at === panels[0].view));
          button.addEventListener("click", () => {
            panels[0].view = at; panels[0].fit(); panels[0].moved = false;
            first.caption.textContent = view.n;
            pane.setAttribute("aria-label", "Map: " + view.n);
            views.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
          });
          views.appendChild(button);
        });
        bar.appendChild(views);
      }
      if (!data.layers.length) { return; }
      const set = make("fieldset", "vm-toggles");
      set.appendChild(make("legend", "", "Show"));
      data.layers.forEach((layer) => {
        const field = make("label"), tick = make("input");
        tick.type = "checkbox"; tick.checked = layer.on;
        tick.addEventListener("change", () => toggle(layer.key, tick.checked));
        field.append(tick, document.createTextNode(layer.n));
        set.appendChild(field);
        toggle(layer.key, layer.on);
      });
      below.appendChild(set);
    }
    function toggle(key, on) {
      shown[key] = on;
      panels.forEach((panel) => {
        const group = panel.groups[key];
        if (group) { if (on) { group.addTo(panel.map); } else { group.remove(); } }
        panel.arrange();
      });
      shell.querySelectorAll("[data-layer]").forEach((item) => { if (item.dataset.layer === key) { item.hidden = !on; } });
    }

    // A finger scrolls the page; a tap gives the map to the finger, a touch outside gives it back.
    function touch() {
      if (!window.matchMedia("(pointer: coarse)").matches) {
        main.on("click", () => main.scrollWheelZoom.enable());
        pane.addEventListener("mouseleave", () => main.scrollWheelZoom.disable());
        return;
      }
      main.dragging.disable();
      main.on("click", () => main.dragging.enable());
      document.addEventListener("touchstart", (event) => { if (!pane.contains(event.target)) { main.dragging.disable(); } }, { passive: true });
    }

    // Print is laid out at a known width, so the maps are fitted to it before the printer sees them.
    let printing = false;
    function paper(on) {
      printing = on;
      shell.classList.toggle("vm-paper", on);
      panels.forEach((panel) => { panel.fit(); panel.moved = false; });
    }
    window.addEventListener("beforeprint", () => paper(true));
    window.addEventListener("afterprint", () => paper(false));
    window.matchMedia("print").addEventListener("change", (event) => paper(event.matches));
    const watcher = new ResizeObserver(() => panels.forEach((panel) => {
      if (printing || !panel.map.getContainer().offsetWidth) { return; }
      if (panel.moved) { panel.map.invalidateSize({ animate: false }); } else { panel.fit(); }
    }));
    panels.forEach((panel) => { panel.fit(); watcher.observe(panel.map.getContainer()); });
    shell.dataset.ready = "yes";
  };

  // The Street Safe hatch is a pattern of the page's own.
  function hatch(name) {
    const svg = draw("svg", { width: 0, height: 0, class: "vm-pattern", "aria-hidden": "true" });
    const pattern = draw("pattern", { id: name, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.appendChild(draw("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "vm-hatch-line" }));
    svg.appendChild(pattern);
    return svg;
  }
}());
