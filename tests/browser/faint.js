// Words whose contrast with their ground is under WCAG AA: 4.5, or 3 where they are large. Charts draw their own ground.
() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const above = (element) => {
    const all = [];
    for (let each = element; each; each = each.parentElement) all.push(each);
    return all;
  };
  const ground = (element) =>
    above(element)
      .reverse()
      .map((each) => rgba(getComputedStyle(each).backgroundColor))
      .reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  const told = { words: 0, faint: [] };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim();
    const element = walk.currentNode.parentElement;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (!text || box.width < 2 || box.height < 2 || element.closest("[disabled], [aria-disabled=true]")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const colour = rgba(element.closest("svg") ? style.fill : style.color);
    colour[3] *= above(element).reduce((all, each) => all * parseFloat(getComputedStyle(each).opacity), 1);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    const has = ratio(over(colour, below), below);
    told.words += 1;
    if (has < (large ? 3 : 4.5)) told.faint.push(`${has.toFixed(2)} ${text.slice(0, 60)}`);
  }
  return told;
}
