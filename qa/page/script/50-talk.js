// The talk: what is sent with a question, where an answer is put, what the browser keeps of both.
// Each turn is one entry of localStorage, `policy-qa:turn:<talk>:<turn>`, so that an answer costs
// the writing of that answer alone, and two windows side by side never overwrite each other.

const TURN = "policy-qa:turn:";
const CURRENT = "policy-qa:talk"; // of this window: in sessionStorage, so that a new one begins anew
const MOST_KEPT = 3_000_000; // characters; browsers give five million

// Where the browser keeps nothing (private windows, storage switched off) the page does, until it is closed.
function shelf(name) {
  try {
    window[name].getItem(TURN);
    return window[name];
  } catch {
    const kept = new Map();
    return {
      get length() { return kept.size; },
      key: (index) => [...kept.keys()][index] ?? null,
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}
const turnShelf = shelf("localStorage");
const windowShelf = shelf("sessionStorage");

const places = new Map(); // turn → where it stands: {talk, at}
const records = new Map(); // turn → its record, for this page
let currentTalk = windowShelf.getItem(CURRENT) || newTalk();

function newTalk() {
  return Date.now().toString(36) + "-" + Math.random().toString(36).slice(2, 8);
}

function setTalk(talk) {
  currentTalk = talk;
  try {
    windowShelf.setItem(CURRENT, talk);
  } catch { /* full: only a reload will begin anew */ }
}

function turnKeys() {
  const keys = [];
  for (let index = 0; index < turnShelf.length; index++) {
    const key = turnShelf.key(index);
    if (key && key.startsWith(TURN)) keys.push(key);
  }
  return keys;
}

const talkOf = (key) => key.slice(TURN.length).split(":")[0];
const turnOf = (key) => key.slice(TURN.length).split(":")[1] || "";

function readTurn(key) {
  try {
    const turn = JSON.parse(turnShelf.getItem(key));
    return typeof turn.question === "string" && typeof turn.answer === "string" ? turn : null;
  } catch {
    return null; // others may write here too
  }
}

// The talks with their keys in order, the one that was added to last first.
function talks() {
  const found = new Map();
  for (const key of turnKeys().sort((a, b) => (turnOf(a) < turnOf(b) ? -1 : 1))) {
    const keys = found.get(talkOf(key));
    if (keys) keys.push(key);
    else found.set(talkOf(key), [key]);
  }
  return [...found]
    .map(([talk, keys]) => ({ talk, keys, last: turnOf(keys.at(-1)) }))
    .sort((a, b) => (a.last > b.last ? -1 : 1));
}

// Keeps a turn; the oldest turns of the oldest talks make room for it. False where it does not fit:
// it is shown, but not kept.
function keepTurn(talk, turn, kept) {
  const name = `${TURN}${talk}:${turn}`;
  const text = JSON.stringify(kept);
  const others = talks().reverse().flatMap(({ keys }) => keys).filter((key) => key !== name);
  const lengths = others.map((key) => turnShelf.getItem(key)?.length || 0);
  let used = text.length + lengths.reduce((sum, length) => sum + length, 0);
  for (let oldest = 0; oldest <= others.length; oldest++) {
    if (used <= MOST_KEPT) {
      try {
        turnShelf.setItem(name, text);
        return true;
      } catch { /* the browser gives less than that */ }
    }
    if (oldest === others.length) break;
    turnShelf.removeItem(others[oldest]);
    used -= lengths[oldest];
  }
  return false;
}

function keysOfTalk(talk) {
  return turnKeys().filter((key) => talkOf(key) === talk).sort();
}

const message = (role, text) => ({
  role,
  metadata: null,
  content: [{ type: "text", text }],
  options: null,
});
const textOf = (part) =>
  Array.isArray(part) ? part.map(textOf).join("") : typeof part === "string" ? part : part?.text || "";
const isChat = (value) => Array.isArray(value) && typeof value[0] === "object" && "role" in value[0];

// Of an answer only the link to the document that it quotes first.
function shortened(each) {
  const text = textOf(each.content);
  if (each.role === "user") return message("user", text);
  return message("assistant", /<a class="cite" href="[^"]*"/.exec(text)?.[0] || "");
}

// Gradio calls these, see qa/page/talk.py.
window.talk = {
  sent: (values) => values.map((value) => (isChat(value) ? value.map(shortened) : value)),

  asked(values) {
    const [text, ...others] = values;
    return window.talk.sent([questionLeft(text || ""), ...others]);
  },

  joined(news, chat) {
    const shown = chat || [];
    if (!news) return shown;
    const turn = JSON.parse(news);
    answerHeard(turn.whole);
    let place = places.get(turn.key);
    if (!place) places.set(turn.key, (place = { talk: currentTalk, at: shown.length }));
    if (turn.whole && !place.kept) {
      place.kept = true; // Gradio may say the same twice
      if (turn.record) records.set(turn.key, turn.record);
      const { question, answer, record } = turn;
      const fits = keepTurn(place.talk, turn.key, { question, answer, record });
      if (!fits) say(WORDS.not_kept);
      setTalk(currentTalk);
    }
    if (place.talk !== currentTalk) return shown;
    const all = [...shown];
    const question = turn.question ? [message("user", turn.question)] : []; // a notice has none
    all.splice(place.at, question.length + 1, ...question, message("assistant", turn.answer));
    return all;
  },

  // One element of a message, which its class names, is replaced wherever it stands.
  changed(news, chat) {
    if (!news) return chat || [];
    const { marker, html } = JSON.parse(news);
    const replaced = (text) => {
      const start = text.indexOf(`<div class="${marker}`);
      const end = start === -1 ? -1 : text.indexOf("</div>", start);
      return end === -1 ? text : text.slice(0, start) + html + text.slice(end + "</div>".length);
    };
    for (const key of keysOfTalk(currentTalk)) {
      const turn = readTurn(key);
      if (turn?.answer.includes(marker)) {
        keepTurn(currentTalk, turnOf(key), { ...turn, answer: replaced(turn.answer) });
      }
    }
    return (chat || []).map((each) => {
      const text = textOf(each.content);
      return text.includes(marker) ? message(each.role, replaced(text)) : each;
    });
  },

  messages() {
    const shown = [];
    for (const key of keysOfTalk(currentTalk)) {
      const turn = readTurn(key);
      if (turn) shown.push(message("user", turn.question), message("assistant", turn.answer));
    }
    return shown;
  },

  begin() {
    setTalk(newTalk());
    if (shownSource()) VERBS.back(); // it belongs to what was left
    document.querySelector("#question textarea")?.focus();
    return [];
  },
};
window.talkIsReady(window.talk);

function openTalk(talk) {
  setTalk(talk);
  trigger("show_talk");
}

function recordOf(turn) {
  if (records.has(turn)) return records.get(turn);
  const key = turnKeys().find((each) => turnOf(each) === turn);
  return (key && readTurn(key)?.record) || null;
}

if (!location.search.match(/[?&](answer|ask)=/) && keysOfTalk(currentTalk).length) trigger("show_talk");
