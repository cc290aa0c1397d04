"use strict";
(() => {
  const closed = '.badge[data-place="closed"]';
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const leading = /^[-−]?[\d,]*\.?\d+/;
  const read = (cell) => {
    const text = (cell.dataset.sort ?? cell.textContent).trim();
    const found = cell.classList.contains("n") ? leading.exec(text) : null;
    return found ? Number(found[0].replaceAll(",", "").replace("−", "-")) : text;
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : order.compare(a, b));
  const sort = (table, heading, column) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].map((row) => [row.querySelector(closed) ? "" : read(row.cells[column]), row]);
    // Empty cells and what is closed stand last either way.
    rows.sort(([a], [b]) => (a === "" || b === "" ? (a === "") - (b === "") : (down ? -1 : 1) * compare(a, b)));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };
  for (const row of document.querySelectorAll("table > tbody > tr:first-child")) {
    const headings = row.closest("table").tHead?.rows[0].cells ?? [];
    [...row.cells].forEach((cell, column) => headings[column]?.classList.toggle("n", cell.classList.contains("n")));
  }
  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading, column));
      heading.append(button);
    });
  }
  for (const search of document.querySelectorAll("input[data-table]")) {
    const found = document.getElementById(`found-${search.dataset.table}`);
    const body = document.getElementById(search.dataset.table).tBodies[0];
    const chosen = document.getElementById(`outcome-${search.dataset.table}`);
    const rows = [...body.rows].map((row) => [row, row.textContent.toLowerCase(), row.querySelector(".badge")?.textContent]);
    // Kept with the page's place in the history, so that whoever comes back from a school finds the same schools.
    const kept = () => history.replaceState({ ...history.state, [search.id]: [search.value, chosen?.value] }, "");
    search.addEventListener("change", kept);
    if (chosen) {
      const names = [...new Set(rows.map(([, , outcome]) => outcome))].sort(order.compare);
      chosen.append(...names.map((name) => new Option(name)));
      chosen.addEventListener("change", () => {
        show();
        kept();
      });
    }
    const show = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      const only = chosen?.value;
      for (const [row, text, outcome] of rows) {
        row.hidden = (only && outcome !== only) || !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      found.textContent = words.length || only ? found.dataset.words.replace("{n}", shown).replace("{of}", rows.length) : "";
    };
    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") body.querySelector("tr:not([hidden]) a")?.focus();
    });
    const [value, only] = history.state?.[search.id] ?? ["", ""];
    search.value = value;
    if (chosen) chosen.value = only;
    show();
  }
  const open = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    if (!target) return;
    target.scrollIntoView();
    if (target.tagName !== "TR") return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", open);
  open();
})();
