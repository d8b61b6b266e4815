// Drawing a rectangle on the picture fills in its four numbers; they can also be typed.
const SIDES = ["left", "top", "width", "height"];

function watch(image) {
  const fields = SIDES.map((side) => document.getElementById(`${image.dataset.maskForm}${side}`));
  if (fields.includes(null)) {
    return;
  }
  const frame = document.createElement("div");
  frame.className = "cases-picture__chosen";
  frame.hidden = true;
  image.insertAdjacentElement("afterend", frame);
  image.draggable = false;
  let start = null;

  function place(event) {
    const box = image.getBoundingClientRect();
    const within = (value, most) => Math.min(Math.max(value, 0), most);
    return { x: within(event.clientX - box.left, box.width), y: within(event.clientY - box.top, box.height) };
  }

  image.addEventListener("pointerdown", (event) => {
    start = place(event);
    image.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  image.addEventListener("pointermove", (event) => {
    if (!start) {
      return;
    }
    const end = place(event);
    const drawn = [Math.min(start.x, end.x), Math.min(start.y, end.y), Math.abs(end.x - start.x), Math.abs(end.y - start.y)];
    const style = frame.style; // set by script through the object model, which the content policy allows
    [style.left, style.top, style.width, style.height] = drawn.map((value) => `${value}px`);
    frame.hidden = false;
    const scale = image.naturalWidth / image.clientWidth;
    drawn.forEach((value, n) => {
      fields[n].value = String(Math.max(n > 1 ? 1 : 0, Math.round(value * scale)));
    });
  });
  image.addEventListener("pointerup", () => {
    start = null;
  });
}

document.querySelectorAll("img[data-mask-form]").forEach(watch);
