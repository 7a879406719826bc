import type { RefObject } from 'react';
import { useLayoutEffect, useState, useSyncExternalStore } from 'react';
import type { IRowLayout } from './rowWindow';
import { RowWindow } from './rowWindow';

/** The window on a list; whoever holds it can bring a row into view. */
export function useRowWindow(guess: number): RowWindow {
  const [window] = useState(() => new RowWindow(guess));
  return window;
}

/**
 * Which rows of a list to draw: those on screen, and the row `keep`; rows carry `data-row`. What calls
 * this is drawn anew while the list scrolls, so it should draw little else.
 */
export function useRows(
  window: RowWindow,
  list: RefObject<HTMLUListElement>,
  keys: readonly string[],
  keep = -1
): IRowLayout {
  useSyncExternalStore(window.subscribe, window.version);
  useLayoutEffect(() => {
    const scroller = list.current?.closest<HTMLElement>('.rca-Panel-body');
    return list.current && scroller ? window.attach(list.current, scroller) : undefined;
  }, [window, list]);
  useLayoutEffect(() => window.settle(keys));
  return window.layout(keys, keep);
}
