/* Lines between the marks that can be seen, and the other pane brought to the one that is chosen. The page reads without it. */
"use strict";
(() => {
  const texts = document.querySelector(".texts"), svg = texts.querySelector(".lines");
  const [left, right] = texts.querySelectorAll(".pane");
  const SPACE = "http://www.w3.org/2000/svg";
  const wide = matchMedia("(min-width: 54.01rem)");
  let chosen = null, asked = 0;
  document.documentElement.classList.add("js");
  const numbers = (mark) => mark.dataset.v.split(" ");
  const find = (pane, v) => [...pane.querySelectorAll(".m")].find((m) => numbers(m).includes(v));
  const pairs = [...left.querySelectorAll(".m")].flatMap((a) => numbers(a).map((v) => [v, a, find(right, v)])).filter((p) => p[2]);

  const add = (name, attributes) => {
    const made = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    svg.append(made);
  };
  // From one gap to the other; the chosen line also runs under the words to its two marks.
  function line(box, panes, v, a, b) {
    const p = a.getClientRects(), q = b.getClientRects();
    if (!p.length || !q.length) return;
    const from = p[p.length - 1], to = q[0], on = v === chosen;
    if (from.bottom < panes.top || from.top > panes.bottom || to.bottom < panes.top || to.top > panes.bottom) return;
    const y = from.bottom + 1 - box.top, z = to.bottom + 1 - box.top;
    const x1 = panes.right - box.left, x2 = right.getBoundingClientRect().left - box.left, half = (x1 + x2) / 2;
    const name = `${[...a.classList].find((c) => c !== "m" && c !== "on")}${on ? " on" : ""}`;
    const ends = on ? [`M${from.left - box.left},${y}L${x1},${y}`, `L${to.right - box.left},${z}`] : [`M${x1},${y}`, ""];
    add("path", { class: name, d: `${ends[0]}C${half},${y} ${half},${z} ${x2},${z}${ends[1]}` });
    if (!on) for (const [x, at] of [[x1, y], [x2, z]]) add("circle", { class: name, cx: x, cy: at, r: 2.5 });
  }
  function draw() {
    svg.replaceChildren();
    if (!wide.matches) return;
    const box = svg.getBoundingClientRect(), panes = left.getBoundingClientRect();
    for (const [v, a, b] of pairs) if (v !== chosen) line(box, panes, v, a, b);
    for (const [v, a, b] of pairs) if (v === chosen) line(box, panes, v, a, b);
  }
  const soon = () => { cancelAnimationFrame(asked); asked = requestAnimationFrame(draw); };
  function reveal(pane, mark, height) {
    if (mark) pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - height;
  }
  function choose(v, from) {
    chosen = v;
    for (const mark of document.querySelectorAll("[data-v]")) mark.classList.toggle("on", numbers(mark).includes(v));
    const a = find(left, v), b = find(right, v);
    const height = from && from.closest(".pane") ? from.getBoundingClientRect().top - left.getBoundingClientRect().top : left.clientHeight / 3;
    if (a !== from) reveal(left, a, height);
    if (b !== from) reveal(right, b, height);
    soon();
  }
  for (const mark of texts.querySelectorAll(".m")) {
    mark.addEventListener("click", (event) => { event.preventDefault(); choose(numbers(mark)[0], mark); history.replaceState(null, "", `#p${numbers(mark)[0]}`); });
    mark.addEventListener("focus", () => choose(numbers(mark)[0], mark));
  }
  for (const link of document.querySelectorAll(".where")) link.addEventListener("click", (event) => {
    event.preventDefault();
    const v = link.closest("[data-v]").dataset.v;
    choose(v, null);
    texts.scrollIntoView({ block: "start" });
    (find(link.getAttribute("href").startsWith("#l") ? left : right, v) || texts).focus({ preventScroll: true });
  });
  for (const pane of [left, right]) pane.addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  wide.addEventListener("change", soon);
  const first = pairs[0] && pairs[0][0];
  if (first !== undefined) choose(first, null);
})();
