/** What stands in the middle: the overview, a node, the whole lineage. Each gives HTML and what to do once it stands. */
const pages = (project) => {
  const e = text.escape;
  const link = (entry, label = entry.name) => `<a href="#/node/${encodeURIComponent(entry.id)}">${e(label)}</a>`;
  const kind = (type) => `<span class="kind ${type}">${type}</span>`;
  const byType = (type) => [...project.nodes.values()].filter((entry) => entry.type === type);
  const rows = (entry) => entry.stats.find((s) => /rows/i.test(s.id));

  const home = () => {
    const counts = ["source", "seed", "snapshot", "model", "exposure"]
      .map((type) => [type, byType(type).length])
      .filter(([, count]) => count > 0)
      .concat([["test", project.tests.length]])
      .map(([type, count]) => `<div class="card"><b>${text.number(count)}</b><span>${count === 1 ? type : type + "s"}</span></div>`);
    const made = project.manifest.metadata.generated_at;
    const list = byType("model")
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((entry) => {
        const tests = entry.tests.length + [...entry.columns.values()].reduce((sum, c) => sum + c.tests.length, 0);
        return `<tr><td>${link(entry)}</td><td>${e(entry.node.config?.materialized)}</td><td>${e(entry.node.schema)}</td>
          <td class="number">${rows(entry) ? text.number(rows(entry).value) : ""}</td><td class="number">${entry.columns.size || ""}</td>
          <td class="number">${tests || ""}</td><td>${e((entry.node.description ?? "").split("\n")[0])}</td></tr>`;
      });
    const html = `<div class="sheet"><h1>${e(project.manifest.metadata.project_name)}</h1>
      <p class="quiet">Made ${e(new Date(made).toLocaleString())}</p>
      ${project.overview ? `<div class="text">${text.markdown(project.overview)}</div>` : ""}
      <h2>What is here</h2><div class="cards">${counts.join("")}</div>
      <h2>Models</h2><div class="scroll"><table><tr><th>Model</th><th>Materialized</th><th>Schema</th><th class="number">Rows</th>
      <th class="number">Columns</th><th class="number">Tests</th><th>Description</th></tr>${list.join("")}</table></div></div>`;
    return { title: project.manifest.metadata.project_name, html };
  };

  const origin = (from) =>
    (from ?? [])
      .map((o) => {
        const source = project.nodes.get(o.node);
        const label = `${o.table}.${o.column}`;
        const how = o.transformation.toLowerCase();
        return `${source ? link(source, label) : e(label)}${how === "identity" ? "" : ` <span class="quiet">${e(how)}</span>`}`;
      })
      .join("<br>");

  const chips = (tests) => tests.map((t) => `<span class="chip test" title="${e(t.test.name)}">${e(t.label)}</span>`).join("");

  const columnTable = (entry) => {
    const columns = [...entry.columns.values()];
    if (!columns.length) return "";
    const lineage = columns.some((c) => c.from);
    return `<h2>Columns</h2><div class="scroll"><table><tr><th>Column</th><th>Type</th><th>Description</th>${lineage ? "<th>Comes from</th>" : ""}<th>Tests</th></tr>
      ${columns
        .map((c) => `<tr><td><code>${e(c.name)}</code></td><td class="quiet">${e(c.type)}</td><td class="text">${text.markdown(c.description)}</td>
          ${lineage ? `<td>${origin(c.from)}</td>` : ""}<td>${chips(c.tests)}</td></tr>`)
        .join("")}</table></div>`;
  };

  const code = (entry) => {
    const parts = [["Source", entry.node.raw_code], ["Compiled", entry.node.compiled_code]].filter(([, sql]) => sql);
    if (!parts.length) return "";
    return `<h2>Code</h2><div class="tabs" role="tablist">${parts
      .map(([name], i) => `<button role="tab" aria-selected="${i === 0}" data-tab="${i}">${name}</button>`)
      .join("")}</div>${parts
      .map(([, sql], i) => `<pre class="sql" data-tab="${i}"${i ? " hidden" : ""}><button class="copy">Copy</button>${text.sql(sql.trim())}</pre>`)
      .join("")}`;
  };

  const node = (id) => {
    const entry = project.nodes.get(id);
    if (!entry) return { title: "Not here", html: `<div class="sheet"><h1>Not here</h1><p>The project has no <code>${e(id)}</code>.</p></div>` };
    const n = entry.node;
    const facts = [
      ["materialized", n.config?.materialized],
      ["relation", n.relation_name],
      ["package", n.package_name],
      ["file", n.original_file_path],
      ["owner", n.owner?.name ?? n.config?.meta?.owner],
      ["access", n.access],
      ["group", n.group],
      ["version", n.version],
      ...entry.stats.map((s) => [s.label.toLowerCase(), typeof s.value === "number" ? text.number(s.value) : s.value]),
    ].filter(([, value]) => value !== undefined && value !== null && value !== "");
    const html = `<div class="sheet">${kind(entry.type)}<h1>${e(entry.name)}</h1>
      <div class="facts">${facts.map(([name, value]) => `<span>${e(name)} <b>${e(value)}</b></span>`).join("")}</div>
      ${(n.tags ?? []).map((tag) => `<span class="chip">${e(tag)}</span>`).join("")}
      <div class="text">${text.markdown(n.description)}</div>
      <h2>Lineage</h2><div class="graph small"></div>
      ${columnTable(entry)}
      ${entry.tests.length ? `<h2>Tests of the whole ${entry.type}</h2>${chips(entry.tests)}` : ""}
      ${code(entry)}</div>`;
    const then = (page) => {
      graph.draw(page.querySelector(".graph"), project.around(entry, 2, 2), entry);
      page.querySelectorAll("[role=tab]").forEach((tab) =>
        tab.addEventListener("click", () => {
          page.querySelectorAll("[role=tab]").forEach((t) => t.setAttribute("aria-selected", t === tab));
          page.querySelectorAll("pre.sql").forEach((pre) => (pre.hidden = pre.dataset.tab !== tab.dataset.tab));
        }));
      page.querySelectorAll(".copy").forEach((button) =>
        button.addEventListener("click", async () => {
          await navigator.clipboard.writeText(button.parentElement.innerText.replace(/^(Copy|Copied)\n?/, ""));
          button.textContent = "Copied";
        }));
    };
    return { title: entry.name, html, then };
  };

  const whole = (words) => {
    const used = ["source", "seed", "snapshot", "model", "exposure"].filter((type) => byType(type).length);
    const html = `<h1>Lineage</h1><div class="bar"><input type="text" id="only" placeholder="Only around … (name)" value="${e(words)}">
      <span class="legend">${used.map((type) => `<span class="${type}">${type}</span>`).join(" &nbsp; ")}</span>
      <span>drag to move, wheel to zoom, click to open</span></div><div class="graph whole"></div>`;
    const then = (page) => {
      const input = page.querySelector("#only");
      const show = () => {
        const wanted = input.value.trim().toLowerCase();
        const all = [...project.nodes.values()].filter((entry) => entry.parents.length || entry.children.length || !wanted);
        const chosen = wanted
          ? [...new Set(all.filter((entry) => entry.name.toLowerCase().includes(wanted)).flatMap((entry) => project.around(entry, 99, 99)))]
          : all;
        graph.draw(page.querySelector(".graph"), chosen, null);
      };
      input.addEventListener("input", show);
      show();
    };
    return { title: "Lineage", html, then };
  };

  return { home, node, whole };
};
