import { Signal } from '@lumino/signaling';
import type { Waiting } from '../../protocol/messages';
import type { INotebookLink, INotebookLinks } from '../../tokens';
import { Announcer } from '../../view/announcer';
import type { PlanPanel } from '../../view/planPanel';
import type { IWords } from '../../view/wording';
import { callForUser } from '../attention';

interface INotified {
  text: string;
  options: { actions?: { callback: () => void }[]; autoClose: number | false };
}
const shown = new Map<string, INotified>();
const warned: string[] = [];
jest.mock('@jupyterlab/apputils', () => ({
  Notification: {
    info: (text: string, options: INotified['options']) => {
      const id = `n-${mockCount()}`;
      mockShown().set(id, { text, options });
      return id;
    },
    warning: (text: string) => mockWarned().push(text),
    dismiss: (id: string) => mockShown().delete(id)
  }
}));
let count = 0;
const mockCount = (): number => (count += 1);
const mockShown = (): typeof shown => shown;
const mockWarned = (): string[] => warned;

const words: IWords = {
  language: 'en',
  __: (text, ...args) =>
    args.reduce<string>((done, arg, n) => done.replace(`%${n + 1}`, String(arg)), text),
  _n: one => one
};

function question(id: string, text: string): Waiting {
  return { kind: 'question', id, step: '1', question: text, options: [], default: '' };
}

interface INote {
  waiting: Waiting | null;
  notice: string;
}

/** Notebooks a and b; the user works in the first. */
class Desk {
  readonly notes: INote[] = ['a', 'b'].map((name): INote => {
    const note = { name, waiting: null as Waiting | null, notice: '', placeOf: () => null };
    return Object.defineProperty(note, 'state', {
      get: () => ({ ...note, status: 'waiting', body: { kind: 'none' }, running: true, action: '' })
    });
  });
  readonly links = { current: this.notes[0], all: this.notes } as unknown as {
    current: INotebookLink | null;
    all: INotebookLink[];
    changed: Signal<unknown, void>;
    anyChanged: Signal<unknown, void>;
  };
  readonly panel = { isVisible: false, onShown: (): void => undefined };
  readonly seen: unknown[] = [];
  readonly caller;

  constructor() {
    this.links.changed = new Signal<unknown, void>(this);
    this.links.anyChanged = new Signal<unknown, void>(this);
    this.caller = callForUser(
      this.links as unknown as INotebookLinks,
      this.panel as unknown as PlanPanel,
      words,
      link => this.seen.push(link)
    );
  }

  ask(index: number, waiting: Waiting | null): void {
    this.notes[index].waiting = waiting;
    this.links.anyChanged.emit();
  }

  work(index: number): void {
    this.links.current = this.links.all[index];
    this.links.changed.emit();
  }
}

const texts = (): string[] => [...shown.values()].map(({ text }) => text);

beforeEach(() => {
  shown.clear();
  warned.length = 0;
});

test('what waits in a notebook behind another calls by its name, and "Show" goes there', () => {
  const desk = new Desk();
  desk.ask(1, question('q-1', 'Which epsilon?'));
  expect(texts()).toEqual(['b: The agent asks: Which epsilon?']);
  [...shown.values()][0].options.actions![0].callback();
  expect(desk.seen).toEqual([desk.notes[1]]);
});

test('requests of the same id in two notebooks are two calls, each withdrawn with its own', () => {
  const desk = new Desk();
  desk.ask(0, question('q-1', 'of A'));
  desk.ask(1, question('q-1', 'of B'));
  desk.work(1);
  expect(texts()).toEqual(['The agent asks: of A', 'b: The agent asks: of B']);
  desk.ask(0, null);
  expect(texts()).toEqual(['b: The agent asks: of B']);
  desk.ask(1, question('q-2', 'again'));
  expect(texts()).toEqual(['The agent asks: again']);
});

test('what the user sees in the panel does not call, and a notebook that is closed no more', () => {
  const desk = new Desk();
  desk.panel.isVisible = true;
  desk.ask(0, question('q-1', 'of A'));
  expect(texts()).toEqual([]);
  desk.ask(1, question('q-1', 'of B'));
  expect(texts()).toHaveLength(1);
  desk.work(1);
  expect(texts()).toEqual(['a: The agent asks: of A']);
  desk.links.all.shift();
  desk.links.anyChanged.emit();
  expect(texts()).toEqual([]);
});

test('a panel that comes into sight withdraws the call of what it shows, as in a page loaded anew', () => {
  const desk = new Desk();
  desk.ask(0, question('q-1', 'of A'));
  desk.ask(1, question('q-1', 'of B'));
  expect([...shown.values()].map(({ options }) => options.autoClose)).toEqual([false, false]);
  desk.panel.isVisible = true;
  desk.panel.onShown();
  expect(texts()).toEqual(['b: The agent asks: of B']);
});

test('over the panel a call does not stay', () => {
  const desk = new Desk();
  desk.panel.isVisible = true;
  desk.ask(1, question('q-1', 'of B'));
  expect([...shown.values()][0].options.autoClose).toBeGreaterThan(0);
});

test('nothing calls where the user wants no calls', () => {
  const desk = new Desk();
  desk.caller.calls = false;
  desk.ask(1, question('q-1', 'of B'));
  expect(texts()).toEqual([]);
});

test('a refusal in the current notebook is told once, while the panel is closed', () => {
  const desk = new Desk();
  desk.notes[0].notice = 'No session is running.';
  desk.links.changed.emit();
  desk.links.changed.emit();
  expect(warned).toEqual(['No session is running.']);
});

test('a screen reader hears what waits in another notebook, beside how the current one stands', () => {
  const desk = new Desk();
  new Announcer(desk.links as unknown as INotebookLinks, words);
  const said = (): string[] =>
    [...document.querySelectorAll('.rca-Announcer')].map(node => node.textContent ?? '');
  desk.ask(1, question('q-1', 'of B'));
  expect(said()[1]).toBe('b: The agent asks: of B');
  desk.work(1);
  expect(said()).toEqual(['The agent asks: of B', '']);
});
