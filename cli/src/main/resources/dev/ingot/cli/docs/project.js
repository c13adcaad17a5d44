/** The artefacts as one project: every node with its columns, tests, parents and children. */
const readProject = (manifest, catalog) => {
  const nodes = new Map();
  const tests = [];
  const shown = ["model", "seed", "snapshot", "source", "exposure", "analysis"];
  const all = { ...manifest.nodes, ...manifest.sources, ...manifest.exposures };

  const columns = (id, node) => {
    const known = new Map();
    Object.values(catalog?.nodes?.[id]?.columns ?? catalog?.sources?.[id]?.columns ?? {})
      .sort((a, b) => a.index - b.index)
      .forEach((c) => known.set(c.name.toLowerCase(), { name: c.name, type: c.type, description: c.comment ?? "", tests: [] }));
    Object.values(node.columns ?? {}).forEach((c) => {
      const column = known.get(c.name.toLowerCase()) ?? { name: c.name, type: c.data_type ?? "", description: "", tests: [] };
      column.description = c.description || column.description;
      known.set(c.name.toLowerCase(), column);
    });
    const lineage = node.meta?.ingot?.column_lineage ?? {};
    Object.entries(lineage).forEach(([name, from]) => {
      const column = known.get(name.toLowerCase()) ?? { name, type: "", description: "", tests: [] };
      column.from = from;
      known.set(name.toLowerCase(), column);
    });
    return known;
  };

  const stats = (id) =>
    Object.values((catalog?.nodes?.[id] ?? catalog?.sources?.[id])?.stats ?? {}).filter((s) => s.include && s.id !== "has_stats");

  for (const [id, node] of Object.entries(all)) {
    if (node.resource_type === "test" || node.resource_type === "unit_test") {
      tests.push(node);
    } else if (shown.includes(node.resource_type)) {
      nodes.set(id, {
        id,
        type: node.resource_type,
        name: node.resource_type === "source" ? `${node.source_name}.${node.name}` : node.name,
        node,
        columns: columns(id, node),
        stats: stats(id),
        tests: [],
        parents: [],
        children: [],
      });
    }
  }
  for (const entry of nodes.values()) {
    for (const parent of new Set(entry.node.depends_on?.nodes ?? [])) {
      const other = nodes.get(parent);
      if (other) {
        entry.parents.push(other);
        other.children.push(entry);
      }
    }
  }
  for (const test of tests) {
    const on = test.attached_node ?? (test.depends_on?.nodes ?? []).find((id) => nodes.has(id));
    const entry = nodes.get(on);
    if (!entry) continue;
    const label = test.test_metadata?.name ?? test.name;
    const column = test.column_name ? entry.columns.get(test.column_name.toLowerCase()) : undefined;
    (column ?? entry).tests.push({ label, test });
  }

  /** Words to search in, best place first. */
  const search = (query) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const results = [];
    for (const entry of nodes.values()) {
      const places = [
        [100, entry.name],
        [60, [...entry.columns.values()].map((c) => c.name).join(" ")],
        [40, (entry.node.tags ?? []).join(" ")],
        [30, entry.node.description ?? ""],
        [25, [...entry.columns.values()].map((c) => c.description).join(" ")],
        [10, entry.node.raw_code ?? ""],
      ].map(([weight, content]) => [weight, content.toLowerCase(), content]);
      let score = 0;
      let why = "";
      const hit = words.every((word) => {
        const place = places.find(([, content]) => content.includes(word));
        if (!place) return false;
        score += place[0] + (place[1] === word ? 50 : 0) + (place[1].startsWith(word) ? 10 : 0);
        if (place[0] < 100 && !why) {
          const at = place[1].indexOf(word);
          why = place[2].slice(Math.max(0, at - 30), at + 60).replace(/\s+/g, " ");
        }
        return true;
      });
      if (hit) results.push({ entry, score, why });
    }
    return results.sort((a, b) => b.score - a.score || a.entry.name.localeCompare(b.entry.name));
  };

  /** All within so many steps; both ways, or one. */
  const around = (entry, up, down) => {
    const found = new Set([entry]);
    const walk = (from, steps, next) => {
      if (steps <= 0) return;
      for (const other of from[next]) {
        found.add(other);
        walk(other, steps - 1, next);
      }
    };
    walk(entry, up, "parents");
    walk(entry, down, "children");
    return [...found];
  };

  const overview = Object.values(manifest.docs ?? {}).find((doc) => doc.name === "__overview__" && doc.package_name !== "dbt");
  return { manifest, catalog, nodes, tests, search, around, overview: overview?.block_contents ?? "" };
};
