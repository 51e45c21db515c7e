// The page's address: the language goes into a cookie and out of the address, so that a reload
// does not bring back a language that was left; the switch keeps what else stands there.

const addressNow = new URL(location.href);
if (addressNow.searchParams.has("lang")) {
  addressNow.searchParams.delete("lang");
  history.replaceState(history.state, "", addressNow);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".languages a[lang]");
  if (!link) return;
  const other = new URL(location.href);
  other.searchParams.set("lang", link.lang);
  link.href = other.search + other.hash;
});
