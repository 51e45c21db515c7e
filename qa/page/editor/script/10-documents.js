// Runs once, when the list of documents (a gr.HTML) is loaded; Gradio supplies `element`,
// `trigger` and `watch`. What is marked stays marked when the list is turned or narrowed.

const EVENTS = ["open_document", "sort_by", "turn_page", "remove_marked"];
const NARROW = 860; // pixels of the list below which a row becomes an entry
const marked = new Set();
let focused = null; // what had the focus before the list was drawn anew

function showMarks() {
  const boxes = [...element.querySelectorAll("input.mark-one")];
  for (const box of boxes) box.checked = marked.has(box.value);
  const all = element.querySelector("input.mark-page");
  if (all) {
    const on = boxes.filter((box) => box.checked).length;
    all.checked = boxes.length > 0 && on === boxes.length;
    all.indeterminate = on > 0 && on < boxes.length;
  }
  const bar = element.querySelector(".marked");
  if (!bar) return;
  bar.hidden = marked.size === 0;
  bar.querySelector(".marked-count").textContent = WORDS.marked.replace("{count}", marked.size);
}

element.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("input.mark-one")) {
    if (box.checked) marked.add(box.value);
    else marked.delete(box.value);
  } else if (box.matches("input.mark-page")) {
    for (const one of element.querySelectorAll("input.mark-one")) {
      if (box.checked) marked.add(one.value);
      else marked.delete(one.value);
    }
  }
  showMarks();
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) {
    const row = event.target.closest("tbody tr");
    if (row && !event.target.closest("input, td.mark") && !String(window.getSelection()))
      row.querySelector("button.title").click();
    return;
  }
  const verb = button.dataset.do;
  if (verb === "unmark") {
    marked.clear();
    showMarks();
  } else if (EVENTS.includes(verb)) {
    focused = { verb, value: button.dataset.value };
    if (verb === "remove_marked") trigger("remove_marked", { ids: [...marked] });
    else trigger(verb, { wanted: button.dataset.value });
  }
});

// Arrow keys go from title to title.
element.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("button.title")) return;
  const titles = [...element.querySelectorAll("button.title")];
  const next = titles[titles.indexOf(event.target) + step];
  if (next) {
    next.focus();
    event.preventDefault();
  }
});

watch("value", () => {
  const gone = element.querySelector(".documents-gone");
  if (gone) for (const id of JSON.parse(gone.dataset.ids)) marked.delete(id);
  showMarks();
  if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
  const { verb, value } = focused;
  const same = element.querySelector(`[data-do="${verb}"][data-value="${CSS.escape(value || "")}"]`);
  if (same && !same.disabled) same.focus({ preventScroll: true });
  else element.querySelector(".documents-scroll")?.focus({ preventScroll: true });
});

new ResizeObserver(() => {
  element.classList.toggle("narrow", element.clientWidth < NARROW);
}).observe(element);
showMarks();
