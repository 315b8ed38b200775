// Runs before the first paint, so that nobody who likes the dark sees a white flash.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("penden.theme");
  } catch {
    // Storage may be forbidden; the system's choice is good enough.
  }
  const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
