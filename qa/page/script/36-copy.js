// Copying a text, also where the page comes over plain http and there is no navigator.clipboard.

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.style.cssText = "position:fixed;top:0;left:0;width:1px;height:1px;opacity:0";
  field.setAttribute("readonly", "");
  document.body.append(field);
  field.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    copied = false;
  }
  field.remove();
  before?.focus?.({ preventScroll: true });
  return copied;
}

// A line that is seen for a moment, and spoken by screen readers.
let spoken = null;
let spokenTimer = 0;

function say(text) {
  if (!spoken) {
    spoken = document.createElement("p");
    spoken.id = "spoken";
    spoken.setAttribute("role", "status");
    (element.closest(".contain") || document.body).append(spoken);
  }
  spoken.textContent = "";
  clearTimeout(spokenTimer);
  setTimeout(() => {
    spoken.textContent = text;
    spoken.classList.add("seen");
  }, 30);
  spokenTimer = setTimeout(() => {
    spoken.classList.remove("seen");
    spoken.textContent = "";
  }, 4000);
}

VERBS["copy-quote"] = async (button) => {
  say((await copyText(button.dataset.text)) ? WORDS.copied : WORDS.not_copied);
};
