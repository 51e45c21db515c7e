// Answers are read from their beginning: a new question is kept at the top of the chat
// while its answer grows, until the visitor scrolls.
let questionsSeen = 0;
let pinned = false;

function keepQuestionInView() {
  const questions = document.querySelectorAll("#chat .question");
  if (questions.length > questionsSeen) pinned = true;
  questionsSeen = questions.length;
  const question = questions[questionsSeen - 1];
  const scroller = question && question.closest(".bubble-wrap");
  if (!pinned || !scroller) return;
  scroller.scrollTop +=
    question.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 24;
}

new MutationObserver(keepQuestionInView).observe(document.body, { childList: true, subtree: true });
for (const gesture of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  const release = (event) => {
    if (event.target.closest?.("#chat")) pinned = false;
  };
  document.addEventListener(gesture, release, { passive: true });
}
