import React, { useSyncExternalStore } from 'react';
import type { IWords } from './wording';

export const TABS = ['plan', 'contract', 'log', 'cost'] as const;
export type Tab = (typeof TABS)[number];

const MEMORY = 'rca-kernel:tab';

const listeners = new Set<() => void>();

/** What the browser would not keep: storage may be forbidden or full. */
let unkept: Tab | null = null;

const lastTab = (): Tab => {
  const last = unkept ?? stored();
  return TABS.find(known => known === last) ?? 'plan';
};

function stored(): string | null {
  try {
    return sessionStorage.getItem(MEMORY);
  } catch {
    return null;
  }
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Show a tab: in this page, for every notebook, and after a reload. */
export function showTab(tab: Tab): void {
  try {
    sessionStorage.setItem(MEMORY, tab);
    unkept = null;
  } catch {
    unkept = tab;
  }
  listeners.forEach(listener => listener());
}

/** The tab that this page shows. */
export const useTab = (): Tab => useSyncExternalStore(subscribe, lastTab);

function tabWord(tab: Tab, words: IWords): string {
  switch (tab) {
    case 'plan':
      return words.__('Plan');
    case 'contract':
      return words.__('Contract');
    case 'log':
      return words.__('Log');
    case 'cost':
      return words.__('Cost');
  }
}

export const tabId = (tab: Tab): string => `rca-tab-${tab}`;
export const TABPANEL = 'rca-tabpanel';

interface ITabsProps {
  tab: Tab;
  words: IWords;
}

/** By the WAI-ARIA tabs pattern: arrows, Home and End choose; one tab is in the order of Tab. */
export function Tabs({ tab, words }: ITabsProps): React.JSX.Element {
  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>): void => {
    const next = tabFor(event.key, tab);
    if (next) {
      event.preventDefault();
      event.stopPropagation();
      showTab(next);
      document.getElementById(tabId(next))?.focus();
    }
  };
  return (
    <div
      className="rca-Tabs"
      role="tablist"
      tabIndex={-1}
      aria-label={words.__('Research plan')}
      onKeyDown={onKeyDown}
    >
      {TABS.map(known => (
        <button
          key={known}
          type="button"
          id={tabId(known)}
          className="rca-Tab"
          role="tab"
          aria-selected={known === tab}
          aria-controls={TABPANEL}
          tabIndex={known === tab ? 0 : -1}
          data-tab={known}
          onClick={() => showTab(known)}
        >
          {tabWord(known, words)}
        </button>
      ))}
    </div>
  );
}

function tabFor(key: string, tab: Tab): Tab | null {
  const at = TABS.indexOf(tab);
  switch (key) {
    case 'ArrowRight':
      return TABS[(at + 1) % TABS.length];
    case 'ArrowLeft':
      return TABS[(at + TABS.length - 1) % TABS.length];
    case 'Home':
      return TABS[0];
    case 'End':
      return TABS[TABS.length - 1];
    default:
      return null;
  }
}
