/** Text for people: escaped, with the little Markdown that descriptions use, and SQL with colours. */
const text = (() => {
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const escape = (value) => String(value ?? "").replace(/[&<>"']/g, (c) => ENTITIES[c]);

  /** Inline marks of a piece that is escaped already. */
  const inline = (line) =>
    line
      .replace(/`([^`]+)`/g, "<code>$1</code>")
      .replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>")
      .replace(/(^|\W)[*_]([^*_\s][^*_]*)[*_](?=\W|$)/g, "$1<em>$2</em>")
      .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<a href="$2" rel="noreferrer">$1</a>');

  const markdown = (source) => {
    const out = [];
    let list = false;
    let paragraph = [];
    const flush = () => {
      if (paragraph.length) out.push(`<p>${inline(paragraph.join(" "))}</p>`);
      paragraph = [];
    };
    for (const raw of escape(source).split("\n")) {
      const line = raw.trim();
      const item = /^(?:[-*]|\d+\.)\s+(.*)/.exec(line);
      const heading = /^#{1,6}\s+(.*)/.exec(line);
      if (item) {
        flush();
        if (!list) out.push("<ul>");
        list = true;
        out.push(`<li>${inline(item[1])}</li>`);
        continue;
      }
      if (list) out.push("</ul>");
      list = false;
      if (heading) {
        flush();
        out.push(`<p><b>${inline(heading[1])}</b></p>`);
      } else if (line === "") {
        flush();
      } else {
        paragraph.push(line);
      }
    }
    flush();
    if (list) out.push("</ul>");
    return out.join("");
  };

  const WORDS = new Set(
    ("select from where group by having order qualify limit offset with recursive as join left right full inner outer cross on using union all " +
      "except intersect distinct case when then else end and or not in is null like ilike between exists over partition rows range interval " +
      "cast values true false asc desc filter within lateral semi anti pivot unpivot create table view insert into update delete merge set")
      .split(" "));
  const TOKENS = /(--[^\n]*|\/\*[\s\S]*?\*\/|\{#[\s\S]*?#\})|(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})|('(?:[^']|'')*')|([A-Za-z_][A-Za-z_0-9]*)|([\s\S])/g;

  const sql = (source) =>
    String(source ?? "").replace(TOKENS, (all, comment, template, string, word) => {
      if (comment) return `<i>${escape(comment)}</i>`;
      if (template) return `<u>${escape(template)}</u>`;
      if (string) return `<q>${escape(string)}</q>`;
      if (word && WORDS.has(word.toLowerCase())) return `<b>${escape(word)}</b>`;
      return escape(all);
    });

  const number = (value) => Number(value).toLocaleString("en-US");
  const plural = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;

  return { escape, markdown, sql, number, plural };
})();
