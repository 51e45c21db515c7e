// Runs once, when the list of judgements (a gr.HTML) is loaded; Gradio supplies `element`, `trigger`.
// The list is drawn anew by every filter; nothing of it is kept here.

function boxes() {
  return [...element.querySelectorAll(".judged-tick input")];
}

function tellChosen() {
  const ticked = boxes().filter((box) => box.checked);
  const all = element.querySelector(".judged-all");
  all.checked = ticked.length > 0 && ticked.length === boxes().length;
  all.indeterminate = ticked.length > 0 && !all.checked;
  trigger("choose_judged", { ids: ticked.map((box) => box.value) });
}

element.addEventListener("change", (event) => {
  if (event.target.matches(".judged-all")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.matches("input[type=checkbox]")) tellChosen();
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-judged]");
  if (!button) return;
  for (const other of element.querySelectorAll("button[data-judged]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  trigger("open_judged", { id: button.dataset.judged });
  const detail = document.querySelector("#feedback-detail");
  if (!window.matchMedia("(max-width: 899px)").matches) return;
  const shown = new MutationObserver(() => {
    shown.disconnect();
    detail.scrollIntoView({ block: "start" });
  });
  shown.observe(detail, { childList: true, subtree: true });
});
