"use strict";
(() => {
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const words = JSON.parse($("#words").textContent);
  const text = $("#text"), drawer = $("#drawer"), fields = $("#fields"), rail = $("#rail");
  const find = $("#find"), hitsBox = $("#hits"), help = $("#help"), frame = $(".frame");
  const marks = $$(".c", text).filter((mark) => mark.id);
  const pieces = new Map();
  for (const piece of $$(".c", text)) {
    const key = piece.dataset.key;
    if (!pieces.has(key)) pieces.set(key, []);
    pieces.get(key).push(piece);
  }
  let language = "zh", current = null, pinned = false, lingering = 0;
  root.classList.add("js");

  const remember = (key, value) => { try { localStorage.setItem(`duban.${key}`, value); } catch { /* a page from a file may not store */ } };
  const recall = (key) => { try { return localStorage.getItem(`duban.${key}`); } catch { return null; } };
  const say = (key, values = {}) => words[key][language === "en" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* language and theme */
  function speak(to) {
    language = to;
    root.lang = to === "en" ? "en" : "zh-Hans";
    for (const node of $$("[data-t]")) node.textContent = say(node.dataset.t);
    for (const node of $$("[data-t-label]")) node.setAttribute("aria-label", say(node.dataset.tLabel));
    find.placeholder = say("search");
    remember("language", to);
    tell();
    report();
  }
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  function paint(theme) {
    root.dataset.theme = theme;
    remember("theme", theme);
  }

  /* filters */
  const chosen = { type: new Set(), role: new Set() };
  const passes = (mark) =>
    (!chosen.type.size || chosen.type.has(mark.dataset.type)) &&
    (!chosen.role.size || mark.dataset.role.split(" ").some((role) => chosen.role.has(role)));
  function filter() {
    const on = chosen.type.size + chosen.role.size > 0;
    root.classList.toggle("filtered", on);
    for (const list of pieces.values()) {
      const off = !passes(list[0]);
      for (const piece of list) piece.classList.toggle("off", off);
    }
    for (const button of $$("[data-filter]")) {
      button.setAttribute("aria-pressed", String(chosen[button.dataset.filter].has(button.dataset.value)));
    }
    $("[data-do=reset]").hidden = !on;
    if (current && current.classList.contains("off")) close();
    recount();
    tell();
    rove();
  }
  function recount() {
    for (const row of $$(".rail li")) {
      const part = row.closest("[data-part]").dataset.part, section = row.dataset.section;
      const inside = marks.filter((m) => m.dataset.part === part && (!section || m.dataset.section === section));
      $(".count", row).textContent = inside.filter((m) => !m.classList.contains("off")).length;
    }
  }
  function tell() {
    const n = marks.filter((m) => m.dataset.type && !m.classList.contains("off")).length;
    $("#shown").textContent = say("shown", { n });
  }

  /* moving from one to the next; a single tab stop in the text */
  const hidden = (mark) => mark.classList.contains("off") || mark.closest(".miss");
  const stops = () => marks.filter((m) => !hidden(m) && (m.dataset.type || chosen.role.has("result")));
  function rove() {
    const open = marks.filter((m) => !hidden(m));
    const stop = open.includes(current) ? current : open[0];
    for (const mark of marks) mark.tabIndex = mark === stop ? 0 : -1;
  }
  function move(by) {
    const list = stops();
    if (!list.length) return;
    let at = list.indexOf(current);
    if (at < 0) {
      const line = innerHeight / 3;
      at = list.findIndex((m) => m.getBoundingClientRect().top > line);
      at = by > 0 ? (at < 0 ? 0 : at) : (at < 0 ? list.length : at) - 1;
    } else at += by;
    const mark = list[Math.max(0, Math.min(list.length - 1, at))];
    pinned = true;
    open(mark);
    mark.focus({ preventScroll: true });
    reveal(mark);
  }
  function reveal(mark) {
    const box = mark.getBoundingClientRect();
    const top = $(".bar-top").offsetHeight + 16;
    const bottom = getComputedStyle(drawer).position === "fixed" && !drawer.hidden ? drawer.getBoundingClientRect().top : innerHeight;
    if (box.top < top || box.bottom > bottom - 16) scrollBy({ top: box.top - top - Math.max(0, (bottom - top - box.height) / 3) });
  }

  /* the drawer */
  function open(mark, figure) {
    const detail = document.getElementById(`d-${mark.dataset.key}`);
    if (!detail) return;
    for (const piece of pieces.get(current?.dataset.key) || []) piece.classList.remove("on");
    current = mark;
    for (const piece of pieces.get(mark.dataset.key)) piece.classList.add("on");
    const copy = detail.cloneNode(true);
    copy.removeAttribute("id");
    fields.replaceChildren(copy);
    drawer.hidden = false;
    document.body.classList.add("sheet");
    point(figure);
    place();
    rove();
  }
  function point(figure) {
    for (const node of $$(".n.on", text)) node.classList.remove("on");
    const wanted = figure ? figure.dataset.claims.split(" ") : [];
    if (figure) figure.classList.add("on");
    $$(".claim", fields).forEach((card, at) => card.classList.toggle("on", wanted.includes(String(at)) && wanted.length < fields.querySelectorAll(".claim").length));
  }
  function place() {
    if (!current || drawer.hidden || getComputedStyle(drawer).position === "fixed") return;
    const from = frame.getBoundingClientRect().top;
    const box = current.getBoundingClientRect();
    const first = current.getClientRects()[0] || box;
    const least = $(".bar-top").offsetHeight + 12;
    const most = Math.max(least, innerHeight - drawer.offsetHeight - 12);
    const top = Math.max(Math.min(first.top - 8, most), Math.min(least, first.top));
    drawer.style.top = `${Math.max(0, top - from)}px`;
  }
  function close() {
    clearTimeout(lingering);
    for (const piece of pieces.get(current?.dataset.key) || []) piece.classList.remove("on");
    for (const node of $$(".n.on", text)) node.classList.remove("on");
    current = null;
    pinned = false;
    drawer.hidden = true;
    document.body.classList.remove("sheet");
  }
  const markOf = (event) => {
    const mark = event.target.closest?.(".c");
    if (!mark || mark.classList.contains("off")) return null;
    return pieces.get(mark.dataset.key)[0];
  };
  for (const mark of $$(".c[title]", text)) mark.removeAttribute("title");
  text.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (event.target.closest(".c")) event.preventDefault();
    if (!mark || String(getSelection())) return;
    pinned = true;
    open(mark, event.target.closest(".n"));
    reveal(mark);
  });
  text.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || pinned || getComputedStyle(drawer).position === "fixed") return;
    const mark = markOf(event);
    clearTimeout(lingering);
    if (mark) lingering = setTimeout(() => open(mark, event.target.closest(".n")), 140);
  });
  text.addEventListener("pointerout", () => clearTimeout(lingering));
  text.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark && mark !== current && event.target.matches(":focus-visible")) { pinned = true; open(mark); }
  });
  addEventListener("resize", place);

  /* search: wraps what is found, hides the paragraphs where nothing is */
  const blocks = $$("p, h2, h3", text);
  const fold = (s) => [...s].map((c) => { const f = c.normalize("NFKC").toLowerCase(); return f.length === c.length ? f : c; }).join("");
  let hits = [], at = -1, waiting = 0;
  function clean() {
    for (const mark of $$("mark", text)) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  }
  function search() {
    clean();
    hits = [];
    at = -1;
    const wanted = fold(find.value.trim());
    root.classList.toggle("searching", wanted !== "");
    $(".find").classList.toggle("busy", wanted !== "");
    let kept = new Set();
    for (const block of blocks) {
      const found = wanted ? seek(block, wanted) : [];
      hits.push(...found);
      if (found.length) kept.add(block);
      block.classList.toggle("miss", wanted !== "" && !found.length);
    }
    if (wanted) keepHeadings(kept);
    hits.paragraphs = kept.size;
    if (hits.length) show(0, false);
    report();
    rove();
    place();
  }
  function keepHeadings(kept) {
    let h2 = null, h3 = null;
    for (const block of blocks) {
      if (block.tagName === "H2") { h2 = block; h3 = null; } else if (block.tagName === "H3") h3 = block;
      else if (kept.has(block)) for (const head of [h2, h3]) head?.classList.remove("miss");
    }
  }
  function seek(block, wanted) {
    const nodes = [], walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(".why") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    let whole = "";
    for (let node; (node = walker.nextNode());) {
      nodes.push([node, whole.length]);
      whole += node.data;
    }
    const folded = fold(whole), found = [];
    for (let i = folded.indexOf(wanted); i >= 0; i = folded.indexOf(wanted, i + wanted.length)) found.push(i);
    return found.reverse().map((start) => wrap(nodes, start, start + wanted.length)).reverse();
  }
  function wrap(nodes, start, end) {
    const made = [];
    for (const [node, from] of nodes) {
      const a = Math.max(start, from), b = Math.min(end, from + node.data.length);
      if (a >= b) continue;
      const range = document.createRange(), mark = document.createElement("mark");
      range.setStart(node, a - from);
      range.setEnd(node, b - from);
      range.surroundContents(mark);
      made.push(mark);
    }
    return made;
  }
  function show(to, scroll = true) {
    if (!hits.length) return;
    for (const mark of hits[at] || []) mark.classList.remove("now");
    at = (to + hits.length) % hits.length;
    for (const mark of hits[at]) mark.classList.add("now");
    if (scroll || hits[at][0].getBoundingClientRect().top > innerHeight) hits[at][0].scrollIntoView({ block: "center" });
    report();
  }
  function report() {
    if (!find.value.trim()) hitsBox.textContent = "";
    else hitsBox.textContent = hits.length ? say("hits", { i: at + 1, n: hits.length, p: hits.paragraphs }) : say("no_hits");
  }
  find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    clearTimeout(waiting);
    if (hits.of === find.value) return show(at + (event.shiftKey ? -1 : 1));
    search();
    hits.of = find.value;
    show(0);
  });

  /* buttons and keys */
  const menu = (to) => { rail.classList.toggle("open", to); $("[data-do=menu]").setAttribute("aria-expanded", String(rail.classList.contains("open"))); };
  const actions = {
    menu: () => menu(),
    language: () => speak(language === "zh" ? "en" : "zh"),
    theme: () => paint(dark() ? "light" : "dark"),
    help: () => help.showModal(),
    "help-close": () => help.close(),
    next: () => move(1),
    previous: () => move(-1),
    close: () => { const back = current; close(); back?.focus({ preventScroll: true }); close(); },
    reset: () => { chosen.type.clear(); chosen.role.clear(); filter(); },
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.do) actions[button.dataset.do]();
    if (button?.dataset.filter) {
      const set = chosen[button.dataset.filter], value = button.dataset.value;
      if (!set.delete(value)) set.add(value);
      filter();
    }
    if (event.target.closest(".rail a")) menu(false);
    else if (!event.target.closest(".rail, .menu")) menu(false);
    if (!event.target.closest(".c, .drawer, .bar-top, .rail, dialog")) { pinned = false; }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.key === "Escape") {
      if (rail.classList.contains("open")) return menu(false);
      if (event.target === find && find.value) { find.value = ""; return search(); }
      if (event.target === find) return find.blur();
      if (!drawer.hidden) return actions.close();
      if (find.value) { find.value = ""; search(); }
      return;
    }
    if (event.target.matches("input, textarea, select")) return;
    if (event.key === "Enter" && event.target.matches?.(".c")) { event.preventDefault(); pinned = true; return open(event.target); }
    const does = { j: () => move(1), ArrowRight: () => move(1), k: () => move(-1), ArrowLeft: () => move(-1), "/": () => find.focus(), "?": () => help.showModal() }[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  /* where the reader is */
  const anchors = $$(".rail > ol > li > a, .rail [data-section] > a").map((a) => [a, document.getElementById(a.hash.slice(1))]).filter(([, node]) => node);
  let drawn = false;
  addEventListener("scroll", () => {
    if (drawn) return;
    drawn = true;
    requestAnimationFrame(() => { drawn = false; here(); });
  }, { passive: true });
  function here() {
    const line = $(".bar-top").offsetHeight + 60;
    let last = null;
    let lowest = -Infinity;
    for (const [link, node] of anchors) {
      const { top } = node.getBoundingClientRect();
      if (top < line && top >= lowest) { lowest = top; last = link; }
    }
    for (const row of $$(".rail .here")) row.classList.remove("here");
    for (let row = last?.closest("li"); row; row = row.parentElement.closest("li")) row.classList.add("here");
    if (!last || rail.matches(":hover, :focus-within")) return;
    const link = last.getBoundingClientRect(), box = rail.getBoundingClientRect();
    if (link.bottom > box.bottom || link.top < box.top) rail.scrollTop += link.top - box.top - box.height / 3;
  }

  if (recall("theme")) root.dataset.theme = recall("theme");
  if (recall("language") === "en") speak("en");
  filter();
  here();
  const asked = location.hash.match(/^#[cd]-(.+)$/);
  const wanted = asked && pieces.get(decodeURIComponent(asked[1]));
  if (wanted) { pinned = true; open(wanted[0]); requestAnimationFrame(() => reveal(wanted[0])); }
})();
