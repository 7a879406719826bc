import React, { act } from 'react';
import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import { readBlock } from '../../core/block';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import type { IPanelState } from '../../core/panelState';
import { panelState } from '../../core/panelState';
import type { ICellPlace, ISelectedStep, IVerdict } from '../../tokens';
import type { Typeset } from '../typesetting';
import { Kept } from '../kept';
import { PanelView } from '../panelView';
import type { RenderMarkdown } from '../rendered';
import type { IStepForm } from '../stepForm';
import type { IWords } from '../wording';

export { act } from 'react';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

export const words: IWords = {
  language: 'en',
  __: (text, ...args) =>
    args.reduce<string>((done, arg, n) => done.replace(`%${n + 1}`, String(arg)), text),
  _n: (one, many, count, ...args) => words.__(count === 1 ? one : many, count, ...args)
};
/** A session that agrees to everything. */
export const agrees = (): Promise<IVerdict> => Promise.resolve({ ok: true, message: 'so it is' });
export const actions = {
  ask: jest.fn(agrees),
  reveal: jest.fn(),
  runNew: jest.fn(),
  create: jest.fn(),
  rerun: jest.fn(),
  enlarge: jest.fn(),
  // A notebook whose cells begin with their ids, stand in the seventh place, and fail.
  placeOf: jest.fn((cell: string): ICellPlace | null => ({ number: 7, words: `words of ${cell}` })),
  showStep: jest.fn(),
  look: jest.fn(),
  start: jest.fn<Promise<void>, [string]>(() => Promise.resolve()),
  papers: jest.fn((): Promise<string[]> => Promise.resolve(['beside.tex'])),
  fails: jest.fn((cells: readonly string[]) => cells.length > 0),
  read: jest.fn()
};

interface IMore {
  form?: IStepForm | null;
  onForm?: (form: IStepForm | null) => void;
  typeset?: Typeset;
  renderMarkdown?: RenderMarkdown;
  selected?: ISelectedStep | null;
  enlarged?: boolean;
}

/** A page that draws at once and is idle then. */
globalThis.requestAnimationFrame = (deed): number => {
  deed(performance.now());
  return 0;
};
globalThis.requestIdleCallback = (deed): number => {
  deed({ didTimeout: false, timeRemaining: () => 50 });
  return 0;
};

/** What was left for later is done. */
export const settled = (): Promise<void> =>
  act(() => new Promise<void>(resolve => setTimeout(resolve)));

let kept: Kept;
let container: HTMLElement;
let root: Root;

beforeEach(() => {
  container = document.body.appendChild(document.createElement('div'));
  root = createRoot(container);
  kept = new Kept();
  sessionStorage.clear();
  Object.values(actions).forEach(action => action.mockClear());
});
afterEach(() => {
  act(() => root.unmount());
  container.remove();
});

export const host = (): HTMLElement => container;

export const draw = (element: React.JSX.Element): void => act(() => root.render(element));

export const render = (state: IPanelState, more: IMore = {}): void =>
  draw(<PanelView {...{ state, actions, words, kept }} {...more} />);

/** The panel over a saved block and a live state. */
export const show = (block: unknown, live: ILiveState = ABSENT, more: IMore = {}): void =>
  render(
    panelState(() => readBlock(block), live),
    more
  );

export const find = (selector: string): HTMLElement =>
  container.querySelector<HTMLElement>(selector)!;

export const texts = (selector: string): (string | null)[] =>
  [...container.querySelectorAll(selector)].map(element => element.textContent);

export const press = (key: string): void =>
  act(() => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    document.activeElement!.dispatchEvent(event);
  });

export const click = (selector: string): void => act(() => find(selector).click());

/** Type into a field, or choose from a list, as React notices it. */
export const enter = (selector: string, value: string): void =>
  act(() => {
    const field = find(selector) as HTMLInputElement | HTMLSelectElement;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field) as object, 'value')!.set!.call(
      field,
      value
    );
    field.dispatchEvent(
      new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true })
    );
  });
