// A passage as a quotation with its surroundings, the way stories/anchoring.py reads it: white space is one
// blank, blocks are parted by one. Nothing in the text is marked; highlights are ranges beside the document.
export const CONTEXT = 64;
const BLOCK = /^(P|BR|H[1-6]|UL|OL|LI|BLOCKQUOTE|TABLE|THEAD|TBODY|TR|TH|TD|CAPTION|DIV)$/;

// The folded text of an element, with the node and offset each character came from.
export function index(root) {
  let text = "";
  const spots = [];
  let gap = false;
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      for (let i = 0; i < node.data.length; i += 1) {
        if (/\s/.test(node.data[i])) {
          gap = true;
          continue;
        }
        if (gap && text) {
          text += " ";
          spots.push([node, i]);
        }
        gap = false;
        text += node.data[i];
        spots.push([node, i]);
      }
      return;
    }
    const block = BLOCK.test(node.nodeName);
    if (block) gap = true;
    node.childNodes.forEach(visit);
    if (block) gap = true;
  };
  root.childNodes.forEach(visit);
  return { text, spots };
}

// The same for the value of an input: offsets instead of nodes.
export function indexValue(value) {
  let text = "";
  const spots = [];
  let gap = false;
  for (let i = 0; i < value.length; i += 1) {
    if (/\s/.test(value[i])) {
      gap = true;
      continue;
    }
    if (gap && text) {
      text += " ";
      spots.push(i);
    }
    gap = false;
    text += value[i];
    spots.push(i);
  }
  return { text, spots };
}

const common = (one, other) => {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count += 1;
  return count;
};
const turned = (text) => [...text].reverse().join("");

// Start and end of the passage in a folded text, or null.
export function locate(text, { exact, prefix = "", suffix = "" }) {
  const words = exact.split(/\s+/).filter(Boolean).join(" ");
  if (!words) return null;
  let best = null;
  for (let start = text.indexOf(words); start >= 0; start = text.indexOf(words, start + 1)) {
    const before = turned(text.slice(0, start).trimEnd());
    const after = text.slice(start + words.length).trimStart();
    const fit = common(turned(prefix.trimEnd()), before) + common(suffix.trimStart(), after);
    if (!best || fit > best.fit) best = { start, end: start + words.length, fit };
  }
  return best ?? between(text, words, prefix.trim(), suffix.trim());
}

function between(text, words, before, after) {
  if (!before || !after || !text.includes(before)) return null;
  const from = text.indexOf(before) + before.length;
  const to = text.indexOf(after, from);
  const part = to > from ? text.slice(from, to).trim() : "";
  if (!part || part.length > 2 * words.length) return null;
  const start = text.indexOf(part, from);
  return { start, end: start + part.length };
}

export function rangeOf({ spots }, { start, end }) {
  const range = document.createRange();
  const [first, last] = [spots[start], spots[end - 1]];
  range.setStart(first[0], first[1]);
  range.setEnd(last[0], last[1] + 1);
  return range;
}

export function quoteOf(text, start, end) {
  return {
    exact: text.slice(start, end),
    prefix: text.slice(Math.max(0, start - CONTEXT), start),
    suffix: text.slice(end, end + CONTEXT),
  };
}

// What is selected inside an element, as a quotation, or null.
export function selected(root) {
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  const { text, spots } = index(root);
  const inside = spots
    .map(([node, offset], place) => [node, offset, place])
    .filter(([node, offset]) => range.comparePoint(node, offset) === 0 && !isEnd(range, node, offset));
  return trimmed(text, inside.map(([, , place]) => place));
}

const isEnd = (range, node, offset) => node === range.endContainer && offset >= range.endOffset;

function trimmed(text, places) {
  if (!places.length) return null;
  let [start, end] = [places[0], places.at(-1) + 1];
  while (start < end && text[start] === " ") start += 1;
  while (end > start && text[end - 1] === " ") end -= 1;
  return end > start ? quoteOf(text, start, end) : null;
}

// The same for an input with a selection.
export function selectedIn(field) {
  const { text, spots } = indexValue(field.value);
  const { selectionStart: from, selectionEnd: to } = field;
  return trimmed(text, spots.flatMap((spot, place) => (spot >= from && spot < to ? [place] : [])));
}

// Name → ranges; where the browser cannot highlight, the list of remarks still says everything.
export function highlight(name, ranges) {
  if (!("highlights" in CSS)) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}
