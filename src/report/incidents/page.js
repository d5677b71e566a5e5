"use strict";
// Tables sort by a click on a title, and those with many rows and no sum can be filtered. Without scripts they are as they are.
for (const table of document.querySelectorAll("table.data")) {
  const body = table.tBodies[0];
  const titles = [...table.tHead.rows[0].cells];
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort);
  };
  // What is empty comes last in both directions.
  const compare = (a, b, sign) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  };
  titles.forEach((title, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title.textContent;
    title.replaceChildren(button);
    button.addEventListener("click", () => {
      const sign = title.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of titles) other.removeAttribute("aria-sort");
      title.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
      const rows = [...body.rows];
      rows.sort((a, b) => compare(value(a, column), value(b, column), sign));
      body.append(...rows);
    });
  });
  if (body.rows.length <= 8 || table.tFoot) continue;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const shown = document.createElement("output");
  label.className = "filter";
  input.type = "search";
  label.append("Filter", input, shown);
  table.closest(".box").prepend(label);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let count = 0;
    for (const row of body.rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      count += row.hidden ? 0 : 1;
    }
    shown.textContent = wanted === "" ? "" : `${count} of ${body.rows.length} rows`;
  });
}
