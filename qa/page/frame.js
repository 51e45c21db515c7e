// Runs on every page before Gradio: what Gradio's own elements lack for those who do not see the
// page or do not use a mouse. `FRAME.skip` is the phrase frame_skip in the visitor's language.

// Gradio may take a question before the page's scripts have run: it then waits for them.
window.talkReady = new Promise((ready) => (window.talkIsReady = ready));

const isChat = () => document.querySelector("#conversation") !== null;

function setAttribute(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// Landmarks: Gradio's <main> holds the header as well.
function markLandmarks() {
  const header = document.querySelector("#header");
  if (!header) return markLogin();
  setAttribute(header.closest("main"), "role", "none");
  setAttribute(header, "role", "banner");
  const language = document.documentElement.lang;
  setAttribute(header.querySelector(`.languages a[lang="${language}"]`), "aria-current", "true");
  const main = document.querySelector("#conversation") || header.nextElementSibling;
  setAttribute(main, "role", "main");
  if (main && main.getAttribute("tabindex") === null) setAttribute(main, "tabindex", "-1");
  if (main && !main.id) main.id = "content";
  if (main && !isChat()) setAttribute(document.querySelector(".skip"), "href", `#${main.id}`);
  const source = document.querySelector("#source-panel");
  setAttribute(source && source.closest(".column"), "role", "complementary");
  setAttribute(source && source.closest(".column"), "aria-label", FRAME.source);
}

// The page on which an editor logs in is Gradio's own.
function markLogin() {
  const title = document.querySelector("gradio-app h2");
  const form = title && document.querySelector('gradio-app input[type="password"]') && title.parentElement;
  setAttribute(form, "role", "main");
  setAttribute(form && title, "role", "heading");
  setAttribute(form && title, "aria-level", "1");
  if (form && !form.id) form.id = "content";
  setAttribute(form && document.querySelector(".skip"), "href", "#content");
}

// The chat: a list of buttons is no list, and a log would be read out at every word that comes.
function markChat() {
  const log = document.querySelector('#chat [role="log"]');
  setAttribute(log, "aria-live", "off");
  setAttribute(log, "aria-label", FRAME.chat);
  setAttribute(log, "tabindex", "0"); // it scrolls: the keyboard must reach it
  document.querySelector("#chat .placeholder-content")?.removeAttribute("role");
  const examples = document.querySelector("#chat .examples");
  setAttribute(examples, "role", "group");
  setAttribute(examples, "aria-label", FRAME.examples);
  for (const button of document.querySelectorAll("#chat button.example[aria-label]")) {
    button.removeAttribute("aria-label"); // its text is its name
  }
}

// What Gradio says in English only.
const SAID = [
  [".toast-title", /^Error$/, FRAME.error],
  [".toast-title", /^Info$/, FRAME.info],
  [".toast-title", /^Warning$/, FRAME.warning],
  [".toast-body", /^Connection to the server was lost/, FRAME.lost],
];
const NAMES = {
  "Scroll down": FRAME.scroll_down,
  "Click to upload or drop files": FRAME.upload,
  "common.upload": FRAME.upload,
  "Remove this file": FRAME.remove_file,
  Close: FRAME.close,
};

function translateGradio() {
  for (const [where, said, instead] of SAID) {
    for (const part of document.querySelectorAll(where)) {
      for (const leaf of [part, ...part.querySelectorAll("*")]) {
        const text = [...leaf.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && said.test(node.data.trim()));
        if (text && text.data.trim() !== instead) text.data = instead;
      }
    }
  }
  for (const [name, instead] of Object.entries(NAMES)) {
    for (const part of document.querySelectorAll(`[aria-label="${name}"]`)) setAttribute(part, "aria-label", instead);
  }
}

// An answer is told once, when it is whole.
const told = document.createElement("div");
told.id = "told";
told.className = "unseen";
told.setAttribute("role", "status");
let finished = 0; // answers that are whole
let acted = false; // what an earlier talk brings back is not told

function tellAnswer() {
  const whole = "#chat :is(.answer:has(.references), .refusal, .problem)";
  const answers = [...document.querySelectorAll(whole)].filter((each) => each.closest(".bot"));
  const last = answers[answers.length - 1];
  const isNew = acted && answers.length === finished + 1;
  finished = answers.length;
  if (document.querySelector("#chat .searching")) told.textContent = FRAME.searching;
  if (!isNew) return;
  const sentences = [...last.querySelectorAll(".sentence")].map((sentence) => {
    const copy = sentence.cloneNode(true);
    for (const links of copy.querySelectorAll(".cites")) links.remove();
    return copy.textContent;
  });
  const title = last.querySelector(".notice-title");
  told.textContent = sentences.length
    ? `${FRAME.answered} ${sentences.join(" ")}`
    : (title || last).textContent;
}

for (const act of ["keydown", "pointerdown"]) {
  document.addEventListener(act, () => (acted = true), { passive: true, capture: true });
}

function addSkipLink() {
  const link = document.createElement("a");
  link.className = "skip";
  link.href = "#question";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const box = document.querySelector("#question textarea");
    (isChat() && box ? box : document.querySelector('[role="main"]'))?.focus();
  });
  link.textContent = FRAME.skip;
  document.body.prepend(link);
}

document.addEventListener("DOMContentLoaded", () => {
  addSkipLink();
  document.body.append(told);
  let waiting = false;
  const look = () => {
    waiting = false;
    markLandmarks();
    markChat();
    translateGradio();
    tellAnswer();
  };
  new MutationObserver(() => {
    if (!waiting) requestAnimationFrame(look);
    waiting = true;
  }).observe(document.body, { childList: true, subtree: true });
});
