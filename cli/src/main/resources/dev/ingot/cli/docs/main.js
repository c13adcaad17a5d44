/** Reads the artefacts, fills the tree, and shows the page that the address names. */
(async () => {
  const page = document.getElementById("page");
  const read = async (name) => {
    const answer = await fetch(name, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`);
    return answer.json();
  };
  let manifest = window.INGOT_DATA?.manifest;
  let catalog = window.INGOT_DATA?.catalog;
  try {
    manifest ??= await read("manifest.json");
    catalog ??= await read("catalog.json").catch(() => ({ nodes: {}, sources: {} }));
  } catch (problem) {
    page.innerHTML = `<div class="sheet"><h1>The project cannot be read</h1><p>${text.escape(problem.message)}</p>
      <p>Open this page with <code>ingot docs serve</code>, or make one that stands alone with <code>ingot docs generate --static</code>.</p></div>`;
    return;
  }
  const project = readProject(manifest, catalog);
  const views = pages(project);
  const tree = document.getElementById("tree");
  document.getElementById("project").textContent = manifest.metadata.project_name;

  const href = (entry) => "#/node/" + encodeURIComponent(entry.id);

  /** Folders as they lie in the project; sources by their name. */
  const branch = (entries, path) => {
    const folders = new Map();
    const leaves = [];
    for (const entry of entries) {
      const [first, ...rest] = path(entry);
      if (first === undefined) leaves.push(entry);
      else folders.set(first, [...(folders.get(first) ?? []), { entry, rest }]);
    }
    return (
      [...folders].sort(([a], [b]) => a.localeCompare(b))
        .map(([name, items]) => `<details open><summary>${text.escape(name)}</summary>${branch(
          items.map((i) => i.entry), (entry) => items.find((i) => i.entry === entry).rest)}</details>`)
        .join("") +
      leaves.sort((a, b) => a.name.localeCompare(b.name))
        .map((entry) => `<a href="${href(entry)}" data-id="${text.escape(entry.id)}" title="${text.escape(entry.name)}">${text.escape(
          entry.type === "source" ? entry.node.name : entry.name)}</a>`)
        .join(""));
  };
  const folders = (entry) => (entry.type === "source" ? [entry.node.source_name] : entry.node.fqn.slice(0, -1));
  tree.innerHTML = [["Sources", "source"], ["Seeds", "seed"], ["Snapshots", "snapshot"], ["Models", "model"], ["Analyses", "analysis"], ["Exposures", "exposure"]]
    .map(([title, type]) => [title, [...project.nodes.values()].filter((entry) => entry.type === type)])
    .filter(([, entries]) => entries.length)
    .map(([title, entries]) => `<details open><summary>${title}</summary>${branch(entries, folders)}</details>`)
    .join("");

  const show = () => {
    const [, place, rest = ""] = /^#\/([a-z]*)\/?(.*)$/.exec(location.hash) ?? [null, "", ""];
    const id = decodeURIComponent(rest);
    const view = place === "node" ? views.node(id) : place === "graph" ? views.whole(id) : views.home();
    document.title = `${view.title} · Ingot docs`;
    page.innerHTML = view.html;
    page.scrollTop = 0;
    view.then?.(page);
    tree.querySelectorAll("a").forEach((a) => a.classList.toggle("here", place === "node" && a.dataset.id === id));
    tree.querySelector("a.here")?.scrollIntoView({ block: "nearest" });
  };
  window.addEventListener("hashchange", show);
  show();

  const input = document.getElementById("search");
  const found = document.getElementById("found");
  let chosen = 0;
  const close = () => (found.hidden = true);
  const choose = (index) => {
    const links = found.querySelectorAll("a");
    chosen = Math.max(0, Math.min(index, links.length - 1));
    links.forEach((a, i) => a.classList.toggle("chosen", i === chosen));
    links[chosen]?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => {
    const results = project.search(input.value).slice(0, 30);
    found.hidden = !input.value.trim();
    found.innerHTML = results.length
      ? results.map(({ entry, why }) => `<a href="${href(entry)}"><span class="kind ${entry.type}">${entry.type}</span><span>${text.escape(entry.name)}</span>${
          why ? `<small>${text.escape(why)}</small>` : ""}</a>`).join("")
      : "<p>Nothing is called so, and nothing says so.</p>";
    choose(0);
  });
  input.addEventListener("keydown", (key) => {
    if (key.key === "ArrowDown") choose(chosen + 1);
    else if (key.key === "ArrowUp") choose(chosen - 1);
    else if (key.key === "Enter") found.querySelectorAll("a")[chosen]?.click();
    else if (key.key === "Escape") close();
    else return;
    key.preventDefault();
  });
  found.addEventListener("click", () => {
    close();
    input.value = "";
    page.focus();
  });
  document.addEventListener("click", (click) => { if (!click.target.closest(".search")) close(); });
  document.addEventListener("keydown", (key) => {
    if (key.key === "/" && !/input|textarea/i.test(document.activeElement.tagName)) {
      key.preventDefault();
      input.focus();
    }
  });
})();
