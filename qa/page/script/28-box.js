// The question box. It is emptied at once when a question leaves it, so that what is typed while the
// answer comes stays; Enter meanwhile asks as soon as the answer is there; and a question that never
// reached the server comes back.

const UNHEARD = 6_000; // milliseconds until a question counts as lost
const UNFINISHED = 60_000; // and an answer, after its last word
let asking = null; // the question that is being answered: {question, heard, timer}
let askNext = false;

const questionBox = () => document.querySelector("#question textarea");

function setBox(text) {
  const box = questionBox();
  if (!box) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function questionLeft(question) {
  if (!question.trim()) return;
  setBox("");
  asking = { question, heard: false, timer: setTimeout(nothingHeard, UNHEARD) };
}

function nothingHeard() {
  if (!asking.heard) {
    if (!questionBox()?.value) setBox(asking.question);
    say(WORDS.not_reached);
  }
  askingDone();
}

// Something of the answer has come.
function answerHeard(whole) {
  if (!asking) return;
  clearTimeout(asking.timer);
  asking.heard = true;
  if (whole) askingDone();
  else asking.timer = setTimeout(askingDone, UNFINISHED);
}

function askingDone() {
  asking = null;
  if (!askNext) return;
  askNext = false;
  // Gradio lets the next one through when the last event has ended.
  setTimeout(() => document.querySelector("#question .submit-button")?.click(), 250);
}

// When the server is back Gradio loads the page anew: what was not sent is still in the box.
const DRAFT = "policy-qa:draft";
window.addEventListener("pagehide", () => {
  const unsent = asking && !asking.heard ? asking.question : "";
  try {
    windowShelf.setItem(DRAFT, questionBox()?.value || unsent);
  } catch { /* full: it is lost */ }
});

function restoreDraft() {
  if (!questionBox()) {
    requestAnimationFrame(restoreDraft);
    return;
  }
  const draft = windowShelf.getItem(DRAFT);
  windowShelf.removeItem(DRAFT);
  if (draft && !questionBox().value) setBox(draft);
}
requestAnimationFrame(restoreDraft);

function waitForAnswer(event) {
  if (!asking || !event.isTrusted) return;
  askNext = Boolean(questionBox()?.value.trim());
  event.preventDefault();
  event.stopPropagation();
}
document.addEventListener("keydown", (event) => {
  const asks = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (asks && event.target === questionBox()) waitForAnswer(event);
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#question .submit-button")) waitForAnswer(event);
}, true);
