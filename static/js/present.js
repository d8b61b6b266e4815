// Keys for the view for the room. Every step is also a link, so that the page works without this.
const KEYS = { " ": "ArrowRight", PageDown: "ArrowRight", PageUp: "ArrowLeft" };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  if (event.key === " " && document.activeElement instanceof HTMLAnchorElement) {
    return;
  }
  const wanted = KEYS[event.key] ?? event.key;
  const link = document.querySelector(`a[data-key="${CSS.escape(wanted)}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
