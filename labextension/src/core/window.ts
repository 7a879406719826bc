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

/** The rows to draw for a viewport: those in it, `spare` more each way, and those to keep (-1: none). */
export function rowsToDraw(
  tops: Float64Array,
  viewport: { top: number; height: number },
  spare: number,
  kept: readonly number[]
): number[] {
  const count = tops.length - 1;
  if (count === 0) {
    return [];
  }
  const first = Math.max(0, rowAt(tops, viewport.top) - spare);
  const last = Math.min(count - 1, rowAt(tops, viewport.top + viewport.height) + spare);
  const drawn = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const more = [...new Set(kept)].sort((one, other) => one - other);
  return [
    ...more.filter(index => index >= 0 && index < first),
    ...drawn,
    ...more.filter(index => index > last && index < count)
  ];
}

/** Which of the page's elements draws which row. */
export class Slots {
  /**
   * An element for each row drawn, in their order. A row that stays keeps its own; where all that is in
   * sight is replaced, the elements are, too: to fill one anew is cheaper than to make one.
   */
  of(names: readonly string[]): number[] {
    // Of two rows with one name each still needs an element.
    const keys = names.map((name, n) => (names.indexOf(name) === n ? name : `${name} ${n}`));
    const before = [...this._slots.keys()];
    const stay = keys.filter(key => this._slots.has(key));
    const leave = before.filter(key => !stay.includes(key));
    const free = inPlace(before, keys, stay) ? leave.map(key => this._slots.get(key)) : [];
    this._slots = new Map(
      keys.map(key => [key, this._slots.get(key) ?? free.shift() ?? this._next++])
    );
    return [...this._slots.values()];
  }

  private _slots = new Map<string, number>();
  private _next = 0;
}

/** Whether those that stay are few and keep their place at an end: no element is moved, nor loses the focus. */
function inPlace(
  before: readonly string[],
  after: readonly string[],
  stay: readonly string[]
): boolean {
  const [only] = stay;
  return (
    stay.length === 0 ||
    (stay.length === 1 &&
      ((before[0] === only && after[0] === only) ||
        (before.at(-1) === only && after.at(-1) === only)))
  );
}
