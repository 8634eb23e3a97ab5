// The map's frame: its panels side by side, buttons, switches, legend, the line that says a place's figures, print.
(function () {
  "use strict";
  if (window.vawgMap) { return; }

  const Panel = window.vawgPanel.Panel, make = window.vawgPanel.make, draw = window.vawgPanel.draw;
  const walk = window.vawgPanel.walk, SCALE = window.vawgPanel.SCALE;
  const HINT = "Point at, tap or tab to a place to read its figures.", NO_TABS = "Point at or tap a place to read its figures.";

  // What is said of a place: finished words from the block, never a pattern.
  function sentence(data, area) {
    const words = [(area.i ? area.i + ". " : "") + area.n];
    if (data.classes.length) { words.push(area.k === undefined ? data.nothing : data.measure + ": " + data.classes[area.k]); }
    if (area.t) { words.push(area.t); }
    return words.join(" \u00b7 ");
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
      // A name near the county's edge moves inwards; a letter is about 4 units wide.
      const text = data.views[panel.view].s, half = Math.min(whole[0] / 2, text.length * 2.1), middle = (+x + +x1) / 2;
      const name = draw("text", { x: Math.min(Math.max(middle, half), whole[0] - half), y: y > 8 ? y - 3 : +y1 + 9, class: "vm-frame-name" });
      name.textContent = text;
      svg.appendChild(name);
    });
    data.listed.forEach((place) => {
      const [cx, cy] = at(place.p[0], place.p[1]);
      svg.appendChild(draw("circle", { cx: cx, cy: cy, r: 1.6, class: "vm-dot" }));
    });
    return svg;
  }

  function legend(data, shown) {
    const whole = make("div", "vm-legend"), ramp = make("ul", "vm-ramp"), none = make("ul", "vm-key vm-none"), list = make("ul", "vm-key");
    const add = (to, name, text, key, letter) => {
      const item = make("li");
      item.append(swatch(name, letter), document.createTextNode(text));
      if (key) { item.hidden = !shown[key]; item.dataset.layer = key; }
      to.appendChild(item);
    };
    data.classes.forEach((text, k) => add(ramp, "vm-s" + k, text));
    if (data.areas.some((area) => area.k === undefined) && data.classes.length) { add(data.hatched ? none : ramp, data.hatched ? "vm-sh" : "vm-sx", data.nothing); }
    if (data.listed.length) { add(list, "vm-slisted", "listed place"); }
    data.layers.forEach((layer) => { if (layer.s) { add(list, "vm-swatch_" + layer.w, layer.s, layer.key, layer.l); } });
    if (data.classes.length) { whole.append(make("p", "vm-measure", data.measure), ramp); }
    if (none.childNodes.length) { whole.appendChild(none); }
    if (list.childNodes.length) { whole.appendChild(list); }
    return whole;
  }
  function swatch(name, letter) {
    const made = make("i", "vm-swatch " + name, letter);
    made.setAttribute("aria-hidden", "true");
    return made;
  }

  window.vawgMap = function (main, block) {
    const data = JSON.parse(document.getElementById(block).textContent), pane = main.getContainer();
    const shell = make("figure", "vm"), bar = make("div", "vm-bar"), below = make("div", "vm-bar vm-below"), stage = make("div", "vm-stage"), side = make("div", "vm-side");
    const info = make("p", "vm-info", data.listed.length ? HINT : NO_TABS), shown = {}, panels = [];
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
    if (data.fear.length) { shell.appendChild(hatch(data.hatch, "vm-hatch-line")); }
    if (data.hatched) { shell.appendChild(hatch(data.hatch + "_none", "vm-none-line", "vm-none-ground")); }
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
        field.append(tick);
        if (layer.s) { field.append(swatch("vm-swatch_" + layer.w, layer.l)); }
        field.append(document.createTextNode(layer.n));
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
      shell.classList.toggle("vm-sheet", on);
      panels.forEach((panel) => { panel.disc = on ? 16 : 24; panel.fit(); panel.arrange(); panel.moved = false; });
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

  // Hatches are patterns of the page's own: Street Safe lies over a colour, a hidden figure has a ground of its own.
  function hatch(name, line, ground) {
    const svg = draw("svg", { width: 0, height: 0, class: "vm-pattern", "aria-hidden": "true" });
    const pattern = draw("pattern", { id: name, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    if (ground) { pattern.appendChild(draw("rect", { width: 7, height: 7, class: ground })); }
    pattern.appendChild(draw("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: line }));
    svg.appendChild(pattern);
    return svg;
  }
}());
