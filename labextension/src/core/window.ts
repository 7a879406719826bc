/** Where rows of unequal height begin; the last entry is where the list ends. */
export function offsets(heights: readonly number[]): Float64Array {
  const tops = new Float64Array(heights.length + 1);
  heights.forEach((height, index) => {
    tops[index + 1] = tops[index] + height;
  });
  return tops;
}

/** The index of the row at a height; the nearest one outside the list. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (tops[middle] <= y) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The rows to draw for a viewport: those in it, `spare` more each way, and the one to keep. */
export function rowsToDraw(
  tops: Float64Array,
  viewport: { top: number; height: number },
  spare: number,
  keep: number
): number[] {
  const count = tops.length - 1;
  if (count === 0) {
    return [];
  }
  const first = Math.max(0, rowAt(tops, viewport.top) - spare);
  const last = Math.min(count - 1, rowAt(tops, viewport.top + viewport.height) + spare);
  const drawn = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (keep >= 0 && keep < first) {
    return [keep, ...drawn];
  }
  return keep > last && keep < count ? [...drawn, keep] : drawn;
}
