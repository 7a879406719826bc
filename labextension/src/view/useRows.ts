import type { RefObject } from 'react';
import { useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { IDrawnRow } from './rowWindow';
import { RowWindow } from './rowWindow';

export interface IRows {
  list: RefObject<HTMLUListElement>;
  drawn: IDrawnRow[];
  height: number;
  window: RowWindow;
}

/** A list of which only the rows on screen, and the row `keep`, are drawn; rows carry `data-row`. */
export function useRows(keys: readonly string[], guess: number, keep = -1): IRows {
  const list = useRef<HTMLUListElement>(null);
  const [window] = useState(() => new RowWindow(guess));
  useSyncExternalStore(window.subscribe, window.version);
  useLayoutEffect(() => {
    const scroller = list.current?.closest<HTMLElement>('.rca-Panel-body');
    return list.current && scroller ? window.attach(list.current, scroller) : undefined;
  }, [window]);
  useLayoutEffect(() => window.settle(keys));
  const { rows: drawn, height } = window.layout(keys, keep);
  return { list, drawn, height, window };
}
