// The source panel: what it shows, and its entries in the browser's history. An open document is
// an entry of its own, its address the location's hash; `depth` counts those since the answers.

const sourcePanel = element.closest("#source-panel") || element;
const NARROW = window.matchMedia("(max-width: 899px)");
const EMPTY = '<div class="source-notice"><p></p></div>';

let openedFrom = null; // the link that was followed last, to come back to
let wanted = ""; // the address of what the panel shows or is about to show
let arrived = ""; // the address of what it was given last
let openingTimer = 0;
let leaving = null; // resolved when the browser has gone back as it was told to

const isSource = (address) => address.startsWith("#source/");
const shownSource = () => element.querySelector("article.source");

function setPanel(state) {
  sourcePanel.dataset.state = state; // "closed", "opening" or "open"
  sourcePanel.setAttribute("aria-busy", String(state === "opening"));
  const covered = NARROW.matches && state !== "closed";
  for (const part of document.querySelectorAll("#header, #conversation")) part.inert = covered;
}

function sourceScrollTo(place) {
  const bar = element.querySelector(".bar");
  const distance = place.getBoundingClientRect().top - sourcePanel.getBoundingClientRect().top;
  const above = (bar ? bar.offsetHeight : 0) + 24;
  sourcePanel.scrollTop += distance - Math.max(above, sourcePanel.clientHeight / 3);
}

function showQuote() {
  const source = shownSource();
  if (!source) return;
  const { at } = source.dataset;
  const place =
    source.querySelector("mark") || (at !== "0" && source.querySelector(`[id="at-${at}"]`));
  sourcePanel.scrollTop = 0;
  if (place) sourceScrollTo(place);
  // Who steps through the mentions stays on the button.
  if (!document.activeElement?.closest(".mentions")) source.focus({ preventScroll: true });
}

// What the panel is given. A document may come after it was left, or after a later one.
function sourceArrived() {
  const source = shownSource();
  if (!source) return;
  const before = arrived;
  arrived = source.dataset.address;
  if (isSource(arrived) && arrived !== wanted) {
    if (!wanted) closeSource();
    else if (before === wanted) load(wanted);
    return;
  }
  if (arrived !== wanted) enter(arrived);
  setPanel("open");
  showQuote();
}

// A new entry of the history; one in the place of this one for another part of the same document.
function enter(address, instead = false) {
  const depth = (history.state?.depth || 0) + (instead ? 0 : 1);
  const state = { ...history.state, panel: address, depth };
  if (instead) history.replaceState(state, "", address);
  else history.pushState(state, "", address);
  wanted = address;
}

function load(address) {
  wanted = address;
  const shown = shownSource();
  if (shown?.dataset.address === address) {
    setPanel("open");
    showQuote();
    return;
  }
  setPanel("opening");
  clearTimeout(openingTimer);
  openingTimer = setTimeout(() => {
    if (sourcePanel.dataset.state === "opening") say(WORDS.not_opened);
  }, UNHEARD);
  if (isSource(address)) trigger("open_source", { address, ...concerning(address) });
  else if (address.startsWith("#why/")) trigger("why", { asked: address });
}

async function openSource(address, instead = false) {
  await leaving;
  if (address !== wanted) enter(address, instead);
  load(address);
}

function closeSource() {
  wanted = arrived = "";
  setPanel("closed");
  props.value = EMPTY.replace("<p></p>", `<p>${WORDS.source_empty}</p>`);
}

function focusAnswer() {
  const target = openedFrom?.isConnected ? openedFrom : document.querySelector("#question textarea");
  hideCardOnce();
  target.focus({ preventScroll: true });
  const box = target.getBoundingClientRect();
  if (box.top < 0 || box.bottom > window.innerHeight || target !== openedFrom)
    target.scrollIntoView({ block: "center" });
}

VERBS.source = (link) => {
  if (!element.contains(link) && !citationCard.contains(link)) openedFrom = link;
  openSource(link.getAttribute("href"));
};

VERBS.back = () => {
  const depth = history.state?.depth || 0;
  closeSource();
  focusAnswer();
  if (depth) {
    leaving = new Promise((done) => window.addEventListener("popstate", done, { once: true }));
    history.go(-depth);
  } else history.replaceState({ ...history.state, panel: "" }, "", location.pathname + location.search);
};

window.addEventListener("popstate", (event) => {
  const address = event.state?.panel || (isSource(location.hash) ? location.hash : "");
  if (address) load(address);
  else if (wanted && (event.state || !location.hash)) {
    closeSource();
    focusAnswer();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (element.contains(document.activeElement) && shownSource()) VERBS.back();
});

NARROW.addEventListener("change", () => setPanel(sourcePanel.dataset.state));
watch("value", sourceArrived);
closeSource();
if (isSource(location.hash)) {
  history.replaceState({ ...history.state, panel: location.hash, depth: 0 }, "");
  load(location.hash);
}
