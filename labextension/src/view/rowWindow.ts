import { offsets, rowAt, rowsToDraw, Slots } from '../core/window';

/** Rows drawn beyond each edge of the viewport. */
const SPARE = 8;
/** Assumed while the list is not on screen (or the page has no layout at all). */
const VIEWPORT = 800;
const TRIES = 12;
/** Milliseconds without a jump after which rows beyond the viewport are drawn, too. */
const REST = 150;
const ANYTHING = { subtree: true, childList: true, characterData: true, attributes: true };

export interface IRowLayout {
  /** `slot` names the element that draws the row: the key for React. */
  rows: { index: number; top: number; slot: number }[];
  /** Of the whole list. */
  height: number;
}

/** Which rows of a long list are on screen: measures those drawn, guesses the others. */
export class RowWindow {
  /** `_guess` is assumed of a row until the first rows are measured. */
  constructor(private _guess: number) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  };

  readonly version = (): number => this._version;

  /** The rows to draw now, where they stand, and how high the whole list is. */
  layout(keys: readonly string[], keep: number): IRowLayout {
    this._keys = keys;
    const tops = this._topsOf(keys);
    const held = this._held === null ? -1 : keys.indexOf(this._held);
    const drawn = rowsToDraw(tops, this._viewport, this._spare, [keep, held]);
    const slots = this._slots.of(drawn.map(index => keys[index]));
    const rows = drawn.map((index, n) => ({ index, top: tops[index], slot: slots[n] }));
    return { rows, height: tops[keys.length] };
  }

  /** Follow the scroller of a list that stands in the page; returns how to let go of it. */
  attach(list: HTMLElement, scroller: HTMLElement): () => void {
    this._list = list;
    this._scroller = scroller;
    const look = (): void => this._look();
    // The row in which the focus is stays drawn, wherever it is scrolled to.
    const hold = ({ target }: FocusEvent): void => {
      const row = (target as Element).closest<HTMLElement>('[data-row]');
      this._held = this._keys[Number(row?.dataset.row ?? -1)] ?? null;
    };
    const release = (): void => {
      this._held = null;
    };
    list.addEventListener('focusin', hold);
    list.addEventListener('focusout', release);
    scroller.addEventListener('scroll', look, { passive: true });
    this._sizes =
      typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => this._resized());
    this._sizes?.observe(scroller);
    this._drawn = new MutationObserver(() => {
      this._isSettled = false;
    });
    this._drawn.observe(scroller, ANYTHING);
    this._isSettled = false;
    this._jumped();
    return () => {
      this._drawn?.disconnect();
      this._drawn = null;
      list.removeEventListener('focusin', hold);
      list.removeEventListener('focusout', release);
      scroller.removeEventListener('scroll', look);
      this._sizes?.disconnect();
      this._sizes = null;
      this._sized.clear();
      clearTimeout(this._rest);
      this._list = this._scroller = null;
    };
  }

  /** To be called after each drawing: measures, keeps what the reader sees in place. Where the page is as it
   * was it is not asked: it would lay itself out, and a long notebook with it. */
  settle(keys: readonly string[]): void {
    const changes = this._drawn?.takeRecords().length ?? 1;
    if (this._isSettled && changes === 0) {
      return;
    }
    this._isSettled = true;
    this._scrollBy(this._shift);
    this._shift = 0;
    if (this._toEnd && this._scroller) {
      this._scroller.scrollTop = this._scroller.scrollHeight;
    }
    this._toEnd = false;
    this._measure(keys);
    this._chase(keys);
    this._look();
  }

  /** Bring a row into view, however far away; what is in view stays where it is. */
  reveal(key: string): void {
    this._target = { key, tries: TRIES };
    if (this._keys.includes(key)) {
      // Its place is known: what is drawn next is drawn there.
      this._chase(this._keys);
      this._look();
    }
    this._changed();
  }

  /** Rows may have changed their height without having been drawn anew. */
  measureAgain(): void {
    this._changed();
  }

  private _topsOf(keys: readonly string[]): Float64Array {
    if (this._tops?.keys !== keys) {
      this._tops = { keys, tops: offsets(keys.map(key => this._heights.get(key) ?? this._guess)) };
    }
    return this._tops.tops;
  }

  private _measure(keys: readonly string[]): void {
    const items = this._items();
    this._observe(items);
    const tops = this._topsOf(keys);
    const first = rowAt(tops, this._viewport.top);
    const atEnd = this._atEnd();
    let changed = this._guessBetter(items);
    for (const item of items) {
      const index = Number(item.dataset.row);
      const key = keys[index];
      const height = item.offsetHeight;
      const before = this._heights.get(key);
      if (key !== undefined && height > 0 && height !== before) {
        this._heights.set(key, height);
        this._shift += index < first ? height - (before ?? this._guess) : 0;
        changed ||= height !== (before ?? this._guess);
      }
    }
    if (changed) {
      this._tops = null;
      this._toEnd = atEnd;
      this._changed();
    }
  }

  private _items(): HTMLElement[] {
    return [...(this._list?.children ?? [])] as HTMLElement[];
  }

  /** A larger font makes rows higher without a change of the page. */
  private _observe(items: readonly HTMLElement[]): void {
    const gone = [...this._sized].filter(item => !item.isConnected);
    gone.forEach(item => this._sizes?.unobserve(item));
    gone.forEach(item => this._sized.delete(item));
    const fresh = items.filter(item => !this._sized.has(item));
    fresh.forEach(item => this._sizes?.observe(item));
    fresh.forEach(item => this._sized.add(item));
  }

  /** Rows like the first ones then stand where they were assumed, and are drawn once. */
  private _guessBetter(items: HTMLElement[]): boolean {
    const height = this._heights.size === 0 ? commonest(items.map(item => item.offsetHeight)) : 0;
    const better = height > 0 && height !== this._guess;
    this._guess = better ? height : this._guess;
    return better;
  }

  private _atEnd(): boolean {
    const scroller = this._scroller;
    return (
      scroller !== null &&
      scroller.scrollTop > 0 &&
      scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2
    );
  }

  private _chase(keys: readonly string[]): void {
    const target = this._target;
    if (!target || !this._scroller) {
      return;
    }
    target.tries -= 1;
    const index = keys.indexOf(target.key);
    const tops = this._topsOf(keys);
    const { top, height } = this._seen();
    const over = tops[index] - top;
    const under = tops[index + 1] - (top + height);
    const away = over < 0 ? over : under > 0 ? Math.min(under, over) : 0;
    if (index < 0 || target.tries <= 0 || (away === 0 && this._heights.has(target.key))) {
      this._target = null;
    }
    if (index >= 0 && away !== 0) {
      this._scrollBy(away);
      this._changed();
    }
  }

  private _scrollBy(distance: number): void {
    if (distance !== 0 && this._scroller) {
      this._scroller.scrollTop += distance;
    }
  }

  /** The part of the list that its scroller shows. */
  private _seen(): { top: number; height: number } {
    if (!this._list || !this._scroller || this._scroller.clientHeight === 0) {
      return { top: 0, height: VIEWPORT };
    }
    const offset =
      this._scroller.getBoundingClientRect().top - this._list.getBoundingClientRect().top;
    return { top: offset, height: this._scroller.clientHeight };
  }

  private _look(): void {
    const { top, height } = this._seen();
    if (top !== this._viewport.top || height !== this._viewport.height) {
      if (Math.abs(top - this._viewport.top) >= height) {
        this._jumped();
      }
      this._viewport = { top, height };
      this._changed();
    }
  }

  /** All in sight is new: the rows around it can wait until it stays. */
  private _jumped(): void {
    clearTimeout(this._rest);
    this._spare = 0;
    this._rest = setTimeout(() => {
      this._spare = SPARE;
      this._changed();
    }, REST);
  }

  private _resized(): void {
    const width = this._scroller?.clientWidth ?? 0;
    if (width !== this._width) {
      // Text wraps anew.
      this._width = width;
      this._forget();
    } else if (this._items().some(item => this._isOther(item))) {
      this._forget();
    }
    this._look();
  }

  private _isOther(item: HTMLElement): boolean {
    const known = this._heights.get(this._keys[Number(item.dataset.row)]);
    return known !== undefined && item.offsetHeight > 0 && item.offsetHeight !== known;
  }

  /** What was measured holds no longer. */
  private _forget(): void {
    this._heights.clear();
    this._tops = null;
    this._changed();
  }

  private _changed(): void {
    this._isSettled = false;
    this._version += 1;
    this._listeners.forEach(listener => listener());
  }

  private _tops: { keys: readonly string[]; tops: Float64Array } | null = null;
  private _keys: readonly string[] = [];
  private _list: HTMLElement | null = null;
  private _scroller: HTMLElement | null = null;
  private _viewport = { top: 0, height: VIEWPORT };
  private _rest: ReturnType<typeof setTimeout> | undefined = undefined;
  private _spare = 0;
  private _width = 0;
  private _held: string | null = null;
  private _version = 0;
  private _drawn: MutationObserver | null = null;
  private _sizes: ResizeObserver | null = null;
  private readonly _sized = new Set<HTMLElement>();
  private _isSettled = false;
  private _shift = 0;
  private _toEnd = false;
  private _target: { key: string; tries: number } | null = null;
  private readonly _slots = new Slots();
  private readonly _heights = new Map<string, number>();
  private readonly _listeners = new Set<() => void>();
}

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  values.forEach(value => counts.set(value, (counts.get(value) ?? 0) + 1));
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}
