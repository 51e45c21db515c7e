// The question box. What is asked is what stood there at Enter; the box is emptied of it when it leaves,
// and what is typed from then on stays. Enter before the answer is whole asks as soon as it is; and a
// question that never reached the server comes back.

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

function questionGoes(question) {
  if (!question.trim()) return;
  asking = { question, heard: false, timer: setTimeout(nothingHeard, UNHEARD) };
}

// Gradio takes the text of the box a moment after Enter: a quick hand has typed on by then.
function questionLeft(text) {
  if (!asking) questionGoes(text);
  if (!asking) return text;
  const { question } = asking;
  setBox(text.startsWith(question) ? text.slice(question.length) : "");
  return question;
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
  setTimeout(() => {
    if (questionBox()?.value.trim()) document.querySelector("#question .submit-button")?.click();
  }, 250);
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

function askOrWait(event) {
  const text = questionBox()?.value || "";
  if (!asking) {
    questionGoes(text);
  } else if (event.isTrusted) {
    askNext = true;
    event.preventDefault();
    event.stopPropagation();
  }
}
document.addEventListener("keydown", (event) => {
  const asks = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (asks && event.target === questionBox()) askOrWait(event);
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#question .submit-button")) askOrWait(event);
}, true);
