// Before the first paint: the scheme and the size of text this reader chose, from the browser's own storage.
try {
  const root = document.documentElement;
  const theme = localStorage.getItem("theme");
  const text = localStorage.getItem("text");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (text === "2" || text === "3") root.dataset.text = text;
} catch {
  // Storage is closed to us: the device's own settings hold.
}
