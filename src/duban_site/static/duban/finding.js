// Searching on a site of files: the index is read once, and looked through as the form changes.
// Without this script the page lists every commitment by part.
"use strict";
const form = document.getElementById("finding");
const found = document.getElementById("found");
const whole = document.getElementById("whole");
const count = document.getElementById("count");
const all = count.textContent;
let index = null;
// One form for letters of any width and case, as the index has them.
const plain = (text) => text.normalize("NFKC").toLowerCase();
function fits([number, , words, status, type, part, bodies], asked) {
  return (!asked.part || String(part) === asked.part)
    && (!asked.status || status === asked.status)
    && (!asked.type || type === asked.type)
    && (!asked.body || bodies.includes(Number(asked.body)))
    && plain(asked.q).split(/\s+/).every((word) => words.includes(word) || number.startsWith(word));
}
// Opened from a disk a page may not fetch: then what the page itself shows is looked through.
async function read() {
  try {
    return await (await fetch(form.dataset.index)).json();
  } catch {
    document.getElementById("unread").hidden = false;
    return [...whole.querySelectorAll("li[id]")].map((row) => {
      const { status = "", type = "", part = "", bodies = "" } = row.dataset;
      return [row.id.slice(2), "", plain(row.textContent), status, type, Number(part), bodies.split(" ").filter(Boolean).map(Number)];
    });
  }
}
async function look() {
  const asked = Object.fromEntries(new FormData(form));
  asked.q = asked.q.trim();
  const any = Object.values(asked).some(Boolean);
  whole.hidden = any;
  found.hidden = !any;
  if (!any) { count.textContent = all; return; }
  if (!index) index = await read();
  const rows = index.filter((row) => fits(row, asked));
  const list = document.createElement("ul");
  list.className = "short";
  for (const [number] of rows) {
    const shown = document.getElementById(`n-${number}`);
    if (!shown) continue;
    const copy = shown.cloneNode(true);
    copy.removeAttribute("id");
    list.append(copy);
  }
  found.replaceChildren(list);
  count.textContent = all.replace(/[0-9,]+/, String(rows.length));
}
const query = new URLSearchParams(location.search);
for (const [name, value] of query) if (form.elements[name]) form.elements[name].value = value;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
  look();
});
form.addEventListener("input", look);
look();
