import type { RefObject } from 'react';
import { useLayoutEffect, useRef } from 'react';

/**
 * Brings what asks the user to the top of a panel that has to scroll for it, once for each question: where the
 * user scrolls then is theirs.
 */
export function useInSight(question: string | undefined): RefObject<HTMLDivElement> {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const card = host.current?.firstElementChild;
    const panel = host.current?.closest('.rca-Panel');
    if (question !== undefined && card && panel && panel.scrollHeight > panel.clientHeight) {
      // Below the line that stays.
      const line = panel.querySelector('.rca-Panel-line')?.clientHeight ?? 0;
      const { top } = panel.getBoundingClientRect();
      panel.scrollTop += card.getBoundingClientRect().top - top - line - GAP;
    }
  }, [question]);
  return host;
}

const GAP = 4;
