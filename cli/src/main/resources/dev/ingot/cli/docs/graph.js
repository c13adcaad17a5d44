/** A graph in layers from left to right, drawn as SVG that can be dragged and zoomed. */
const graph = (() => {
  const WIDTH = 210;
  const HEIGHT = 34;
  const GAP_X = 64;
  const GAP_Y = 14;

  /** Each node stands right of all its parents; inside a layer nodes stand near their neighbours. */
  const layout = (entries) => {
    const inside = new Set(entries);
    const depth = new Map();
    const depthOf = (entry) => {
      if (depth.has(entry)) return depth.get(entry);
      depth.set(entry, 0);
      const parents = entry.parents.filter((p) => inside.has(p));
      const value = parents.length ? 1 + Math.max(...parents.map(depthOf)) : 0;
      depth.set(entry, value);
      return value;
    };
    entries.forEach(depthOf);
    const layers = [];
    [...entries]
      .sort((a, b) => a.name.localeCompare(b.name))
      .forEach((entry) => (layers[depth.get(entry)] ??= []).push(entry));
    const row = new Map();
    layers.forEach((layer) => layer.forEach((entry, i) => row.set(entry, i)));
    const settle = (layer, neighbours) => {
      const middle = new Map(
        layer.map((entry) => {
          const rows = neighbours(entry).filter((n) => inside.has(n)).map((n) => row.get(n));
          return [entry, rows.length ? rows.reduce((a, b) => a + b, 0) / rows.length : row.get(entry)];
        }));
      layer.sort((a, b) => middle.get(a) - middle.get(b));
      layer.forEach((entry, i) => row.set(entry, i));
    };
    for (let turn = 0; turn < 6; turn++) {
      layers.forEach((layer) => settle(layer, (e) => e.parents));
      [...layers].reverse().forEach((layer) => settle(layer, (e) => e.children));
    }
    const tallest = Math.max(1, ...layers.map((layer) => layer.length));
    const places = new Map();
    layers.forEach((layer, x) => {
      const offset = ((tallest - layer.length) * (HEIGHT + GAP_Y)) / 2;
      layer.forEach((entry, y) => places.set(entry, { x: x * (WIDTH + GAP_X), y: offset + y * (HEIGHT + GAP_Y) }));
    });
    return { places, width: layers.length * (WIDTH + GAP_X) - GAP_X, height: tallest * (HEIGHT + GAP_Y) - GAP_Y };
  };

  const short = (name) => (name.length > 27 ? name.slice(0, 25) + "…" : name);

  const draw = (box, entries, here) => {
    const { places, width, height } = layout(entries);
    const edges = [];
    for (const entry of entries) {
      for (const parent of entry.parents.filter((p) => places.has(p))) {
        const from = places.get(parent);
        const to = places.get(entry);
        const x1 = from.x + WIDTH;
        const y1 = from.y + HEIGHT / 2;
        const y2 = to.y + HEIGHT / 2;
        const bend = Math.max(30, (to.x - x1) / 2);
        edges.push(
          `<path class="edge" data-from="${text.escape(parent.id)}" data-to="${text.escape(entry.id)}"` +
            ` d="M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}"/>`);
      }
    }
    const boxes = entries.map((entry) => {
      const { x, y } = places.get(entry);
      return (
        `<g class="node${entry === here ? " here" : ""}" data-id="${text.escape(entry.id)}" transform="translate(${x} ${y})">` +
        `<rect width="${WIDTH}" height="${HEIGHT}" rx="7"/><rect class="band ${entry.type}" x="1" y="1" width="5" height="${HEIGHT - 2}" rx="2.5"/>` +
        `<text x="16" y="${HEIGHT / 2 + 4.5}">${text.escape(short(entry.name))}</text><title>${text.escape(entry.type + " " + entry.name)}</title></g>`);
    });
    box.innerHTML = `<svg role="img" aria-label="Lineage"><g>${edges.join("")}${boxes.join("")}</g></svg>`;
    move(box, width, height);
    light(box, entries);
  };

  /** Dragging moves, the wheel zooms around the pointer, a click opens. */
  const move = (box, width, height) => {
    const svg = box.querySelector("svg");
    const plane = svg.querySelector("g");
    const view = svg.getBoundingClientRect();
    const fit = Math.min((view.width - 40) / Math.max(width, 1), (view.height - 40) / Math.max(height, 1), 1);
    let scale = Math.max(fit, 0.12);
    let x = (view.width - width * scale) / 2;
    let y = (view.height - height * scale) / 2;
    const place = () => plane.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    place();
    let grip = null;
    svg.addEventListener("pointerdown", (e) => {
      grip = { x: e.clientX - x, y: e.clientY - y, far: 0, node: e.target.closest(".node") };
      svg.setPointerCapture(e.pointerId);
    });
    svg.addEventListener("pointermove", (e) => {
      if (!grip) return;
      grip.far += Math.abs(e.movementX) + Math.abs(e.movementY);
      x = e.clientX - grip.x;
      y = e.clientY - grip.y;
      place();
    });
    svg.addEventListener("pointerup", () => {
      if (grip && grip.far < 5 && grip.node) location.hash = "#/node/" + encodeURIComponent(grip.node.dataset.id);
      grip = null;
    });
    svg.addEventListener("wheel", (e) => {
      e.preventDefault();
      const factor = Math.exp(-e.deltaY * 0.0015);
      const next = Math.min(2.5, Math.max(0.08, scale * factor));
      const edge = svg.getBoundingClientRect();
      x = e.clientX - edge.left - ((e.clientX - edge.left - x) * next) / scale;
      y = e.clientY - edge.top - ((e.clientY - edge.top - y) * next) / scale;
      scale = next;
      place();
    }, { passive: false });
  };

  /** Where the pointer rests, everything up and down of it is lit. */
  const light = (box, entries) => {
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const reach = (entry, next, found) => {
      if (found.has(entry.id)) return found;
      found.add(entry.id);
      entry[next].forEach((other) => reach(other, next, found));
      return found;
    };
    box.querySelectorAll(".node").forEach((element) => {
      element.addEventListener("pointerenter", () => {
        const entry = byId.get(element.dataset.id);
        const up = reach(entry, "parents", new Set());
        const down = reach(entry, "children", new Set());
        box.classList.add("lighting");
        box.querySelectorAll(".node").forEach((n) => n.classList.toggle("lit", up.has(n.dataset.id) || down.has(n.dataset.id)));
        box.querySelectorAll(".edge").forEach((edge) => {
          const { from, to } = edge.dataset;
          edge.classList.toggle("lit", (up.has(from) && up.has(to)) || (down.has(from) && down.has(to)));
        });
      });
      element.addEventListener("pointerleave", () => {
        box.classList.remove("lighting");
        box.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
      });
    });
  };

  return { draw };
})();
