// Draws one panel of a map: areas, lines, outlines, numbers, names. Text from data enters by textContent only.
(function () {
  "use strict";
  if (window.vawgPanel) { return; }

  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const SCALE = 1e5, SVG = "http://www.w3.org/2000/svg";
  const AROUND = ["right", "left", "above", "below", "aboveleft", "aboveright", "belowleft", "belowright"];
  const PANES = [["backdrop", 410], ["hatch", 420], ["outline", 430], ["leader", 440]];

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
  // Steps in letters of five bits, the sixth bit set while more follow, the sign last.
  function walk(text) {
    const at = [0, 0], out = [];
    for (let i = 0, turn = 0; i < text.length; turn = 1 - turn) {
      let value = 0, size = 1, digit = 32;
      for (; digit > 31; size *= 32, i += 1) {
        digit = LETTERS.indexOf(text[i]);
        value += (digit % 32) * size;
      }
      at[turn] += value % 2 ? -(value + 1) / 2 : value / 2;
      if (turn) { out.push([at[1] / SCALE, at[0] / SCALE]); }
    }
    return out;
  }
  const shape = (parts) => parts.map((rings) => rings.map(walk));
  const spot = (pair) => L.latLng(pair[1] / SCALE, pair[0] / SCALE);
  const box = (b) => L.latLngBounds([b[1] / SCALE, b[0] / SCALE], [b[3] / SCALE, b[2] / SCALE]);

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
    const panel = { map: map, view: view, moved: false, fitting: false, disc: 24, groups: {}, discs: [], labels: [] };
    PANES.forEach(([name, order]) => {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = "none";
    });
    const group = (key) => (panel.groups[key] = panel.groups[key] || L.layerGroup());
    const byCode = {};

    data.areas.forEach((area) => {
      byCode[area.c] = area;
      const none = area.k === undefined, name = "vm-area vm-k" + (none ? (data.hatched ? "h" : "x") : area.k);
      const drawn = L.polygon(shape(area.g), { className: name, smoothFactor: 0.3, fillColor: "url(#" + data.hatch + "_none)" });
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
      mark.setAttribute("aria-hidden", "true");
      const put = L.marker(spot(pair), { icon: icon("vm-point", mark), keyboard: false });
      put.on("mouseover click", () => say({ words: kind.one + ": " + kind.n[at] })).on("mouseout", () => say(null));
      put.addTo(group(kind.key));
    }));

    data.listed.forEach((place) => {
      const area = byCode[place.c], button = make("button", "vm-disc" + (place.l ? " vm-leaving" : ""), String(place.i));
      button.type = "button";
      button.setAttribute("aria-label", "Place " + place.i + ", " + area.n);
      const put = L.marker(spot(place.p), { icon: icon("vm-pin", button), keyboard: false, zIndexOffset: 9000 }).addTo(map);
      const line = L.polyline([], { className: "vm-leader", pane: "leader", interactive: false }).addTo(map);
      ["focus", "click", "mouseenter"].forEach((event) => button.addEventListener(event, () => say(area)));
      ["blur", "mouseleave"].forEach((event) => button.addEventListener(event, () => say(null)));
      const disc = { at: spot(place.p), put: put, line: line, button: button, away: false };
      panel.discs.push(disc);
      panel.labels.push(label(map, put, area.n, "vm-own", AROUND, disc));
    });
    data.labels.forEach((town) => {
      const at = L.marker(spot(town.p), { icon: icon("", make("span")), keyboard: false, interactive: false });
      panel.labels.push(label(group("names"), at, town.n, "vm-r" + town.r, town.r < 3 ? ["middle", "above", "below", "right", "left"] : ["middle"]));
    });

    panel.fit = function () {
      panel.fitting = true;
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(box(data.views[panel.view].b), { padding: [panel.disc / 2 + 2, panel.disc / 2 + 2], animate: false, maxZoom: 16 });
      panel.fitting = false;
    };
    panel.arrange = () => { map.getContainer().classList.toggle("vm-far", map.getZoom() < 11.5); spread(panel); frame(panel); place(panel); };
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
          if (far >= panel.disc + 2) { continue; }
          const push = far > 0.01 ? gap.divideBy(far) : L.point(Math.cos(i + j), Math.sin(i + j));
          const half = push.multiplyBy((panel.disc + 2.5 - far) / 2);
          now[i] = now[i].subtract(half); now[j] = now[j].add(half);
          moved = true;
        }
      }
    }
    panel.discs.forEach((disc, i) => {
      const there = panel.map.layerPointToLatLng(now[i]);
      disc.put.setLatLng(there);
      disc.away = now[i].distanceTo(at[i]) > panel.disc / 2;
      disc.line.setLatLngs(disc.away ? [disc.at, there] : []);
    });
  }

  // A number outside the frame cannot be seen, so the keyboard does not stop at it.
  function frame(panel) {
    const size = panel.map.getSize();
    panel.discs.forEach((disc) => {
      const p = panel.map.latLngToContainerPoint(disc.put.getLatLng());
      disc.button.style.visibility = p.x < 0 || p.y < 0 || p.x > size.x || p.y > size.y ? "hidden" : "";
    });
  }

  // Labels in order of weight; one that would cover a disc or an earlier label stays away.
  function place(panel) {
    const size = panel.map.getSize(), half = panel.disc / 2, taken = panel.discs.map((disc) => {
      const p = panel.map.latLngToContainerPoint(disc.put.getLatLng());
      return [p.x - half, p.y - half, p.x + half, p.y + half];
    });
    const free = (r) => r[0] >= 2 && r[1] >= 2 && r[2] <= size.x - 2 && r[3] <= size.y - 2 &&
      taken.every((t) => r[2] < t[0] || r[0] > t[2] || r[3] < t[1] || r[1] > t[3]);
    panel.labels.forEach((label) => {
      label.put.setLatLng(label.anchor.getLatLng());
      const w = label.words.offsetWidth, h = label.words.offsetHeight;
      const p = panel.map.latLngToContainerPoint(label.anchor.getLatLng()), out = half + 3;
      const corners = { right: [out, -h / 2], left: [-out - w, -h / 2], above: [-w / 2, -out - h], below: [-w / 2, out], middle: [-w / 2, -h / 2],
        aboveleft: [half - w, -out - h], aboveright: [-half, -out - h], belowleft: [half - w, out], belowright: [-half, out] };
      const crowded = label.disc && label.disc.away;  // seen from so far the town's name says more
      const side = !crowded && label.sides.find((name) => {
        const x = p.x + corners[name][0], y = p.y + corners[name][1];
        return w && free([x, y + 1, x + w, y + h - 1]);  // a line of letters leaves room above and below
      });
      label.words.style.visibility = side ? "visible" : "hidden";
      if (!side) { return; }
      const [dx, dy] = corners[side];
      label.words.style.transform = "translate(" + Math.round(dx) + "px," + Math.round(dy) + "px)";
      taken.push([p.x + dx, p.y + dy, p.x + dx + w, p.y + dy + h]);
    });
  }

  window.vawgPanel = { Panel: Panel, make: make, draw: draw, walk: walk, SCALE: SCALE };
}());
