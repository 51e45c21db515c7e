// The outline of the shown document: a list that lies over the text and leads into it.

const openOutline = () => element.querySelector("details.outline[open]");

VERBS.at = (link, position) => {
  const place = element.querySelector(`[id="at-${position}"]`);
  if (!place) return;
  openOutline()?.removeAttribute("open");
  sourceScrollTo(place);
  place.focus({ preventScroll: true });
};

// Its current place is in sight when it is opened. `toggle` does not bubble.
element.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches("details.outline[open]")) return;
    const list = event.target.querySelector("nav");
    list.style.maxHeight = `${sourcePanel.getBoundingClientRect().bottom - list.getBoundingClientRect().top - 16}px`;
    const here = list.querySelector("[aria-current]");
    if (!here) return;
    const distance = here.getBoundingClientRect().top - list.getBoundingClientRect().top;
    list.scrollTop += distance - list.clientHeight / 3;
  },
  true,
);

document.addEventListener("pointerdown", (event) => {
  const outline = openOutline();
  if (outline && !outline.contains(event.target)) outline.removeAttribute("open");
});

document.addEventListener(
  "keydown",
  (event) => {
    const outline = event.key === "Escape" && openOutline();
    if (!outline || !outline.contains(document.activeElement)) return;
    event.preventDefault(); // the document itself stays open
    outline.removeAttribute("open");
    outline.querySelector("summary").focus();
  },
  true,
);
