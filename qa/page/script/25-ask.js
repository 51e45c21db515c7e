// Asking: the filters' panel and their chips, and why an answer came from these documents.

VERBS.why = (link) => {
  openedFrom = link;
  trigger("why", { asked: link.getAttribute("href") });
};

const filterPart = (id) => document.getElementById(id);

function showFilters(open) {
  const panel = filterPart("filter-panel");
  const button = filterPart("filter-open");
  if (!panel || !button) {
    requestAnimationFrame(() => showFilters(open)); // Gradio has not made them yet
    return;
  }
  panel.classList.toggle("open", open);
  button.setAttribute("aria-expanded", String(open));
  button.setAttribute("aria-controls", "filter-panel");
}

document.addEventListener("click", (event) => {
  const unset = event.target.closest?.("#filters-set .unset");
  if (unset) trigger("unset_filter", { field: unset.dataset.field });
  else if (event.target.closest?.("#filter-open"))
    showFilters(!filterPart("filter-panel").classList.contains("open"));
});

// Elsewhere means done, but not what a click itself has taken away, such as a chosen option.
document.addEventListener("pointerdown", (event) => {
  if (event.target.isConnected && !event.target.closest?.("#filters, ul.options"))
    showFilters(false);
});

// Gradio takes the focus away when an option is chosen by Enter, and a list that scrolls is a stop
// for Tab of its own, gone when it is reached.
const inFilters = (target) => target === document.body || target.closest?.("#filters");
new MutationObserver(() => {
  for (const list of document.querySelectorAll("ul.options:not([tabindex])")) list.tabIndex = -1;
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("keydown", (event) => {
  const open = filterPart("filter-panel")?.classList.contains("open");
  if (event.key === "Escape" && open && inFilters(event.target)) {
    showFilters(false);
    filterPart("filter-open").focus();
  } else if (event.key === "Enter" && event.target.closest?.("#question")) showFilters(false);
});

showFilters(false);
