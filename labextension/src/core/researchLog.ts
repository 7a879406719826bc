import type { EntryKind, IEntry } from './block';
import type { NamedPart, Parse } from './names';

/** The log as saved and as told, by number; of two entries with one number the told one is newer. */
export function mergeLog(saved: readonly IEntry[], told: readonly IEntry[]): IEntry[] {
  const entries = new Map([...saved, ...told].map(entry => [entry.n, entry]));
  return [...entries.values()].sort((one, other) => one.n - other.n);
}

/** How a text is shown: its parts, and what stands for each. */
export interface IShowing {
  parts: Parse;
  word: (part: NamedPart) => string;
}

/** Entries of a kind (or any) that hold every word of the query, by ids or by names, newest first. */
export function findEntries(
  log: readonly IEntry[],
  query: string,
  kind: EntryKind | '',
  { parts, word }: IShowing
): IEntry[] {
  const asked = query.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = log.filter(entry => kind === '' || entry.kind === kind);
  const spoken = new Map<string, string>();
  const wordOf = (part: NamedPart): string => {
    if (part.kind === 'text') {
      return part.text;
    }
    const known = spoken.get(part.text);
    const told = known ?? word(part).toLowerCase();
    if (known === undefined) {
      spoken.set(part.text, told);
    }
    return told;
  };
  const holds = (entry: IEntry): boolean => {
    const known = readingOf(entry);
    const missed = asked.filter(one => !known.raw.includes(one));
    if (missed.length === 0) {
      return true;
    }
    let text = '';
    for (const part of partsOf(entry, known, parts)) {
      text += wordOf(part);
    }
    return missed.every(one => text.includes(one));
  };
  return wanted.filter(holds).reverse();
}

/** What stands in an entry, and the parts of it by the names of one contract. */
interface IReading {
  raw: string;
  parts: NamedPart[];
  by: Parse | null;
}

/** Kept, as each key of a query and each message of a session asks for all of them. */
const READINGS = new WeakMap<IEntry, IReading>();

const textOf = ({ text, step }: IEntry): string => `${text}\n${step ? `step ${step}` : ''}`;

function readingOf(entry: IEntry): IReading {
  const known = READINGS.get(entry) ?? {
    raw: textOf(entry).toLowerCase(),
    parts: [],
    by: null
  };
  READINGS.set(entry, known);
  return known;
}

function partsOf(entry: IEntry, known: IReading, parse: Parse): NamedPart[] {
  if (known.by !== parse) {
    known.parts = parse(textOf(entry)).map(part =>
      part.kind === 'text' ? { ...part, text: part.text.toLowerCase() } : part
    );
    known.by = parse;
  }
  return known.parts;
}

/** How the kernel words the observation of an action that failed. */
const FAILED = 'FAILED: ';

/** Why the action failed that an entry observes; null where it tells of no failure. */
export const failureIn = ({ kind, text }: IEntry): string | null =>
  kind === 'observation' && text.startsWith(FAILED) ? text.slice(FAILED.length) : null;

/** What was done in one go: an action with the user's word on it and all that came of it. */
export interface IDeed {
  /** In the order in which they came. */
  entries: IEntry[];
  /** The one that tells the whole: what was found or went wrong, else the action. */
  lead: IEntry;
  step: string;
  /** Why the action failed; "" where it did not. */
  failure: string;
}

/** The log by deeds, newest first. */
export function deeds(log: readonly IEntry[]): IDeed[] {
  const all: IEntry[][] = [];
  let open: IEntry[] | null = null;
  for (const entry of log) {
    const first: IEntry | undefined = open?.find(({ kind }) => kind === 'action');
    if (entry.kind === 'action') {
      const asked: IEntry | undefined = all.at(-1)?.at(-1);
      const decided = asked?.kind === 'decision' && asked.text.includes(entry.text);
      // The user's word on an action stands before it.
      open = decided && all.at(-1)!.length === 1 ? all.at(-1)! : [];
      open.push(entry);
      if (open.length === 1) {
        all.push(open);
      }
    } else if (open && (!entry.step || entry.step === first?.step)) {
      open.push(entry);
    } else {
      all.push([entry]);
    }
    open = entry.kind === 'observation' || open?.at(-1) !== entry ? null : open;
  }
  return all.map(deed).reverse();
}

/** What a deed is told by, the most telling first. */
const TELLING: readonly EntryKind[] = ['error', 'finding', 'assumption', 'decision'];

function deed(entries: IEntry[]): IDeed {
  const began = Math.max(
    0,
    entries.findIndex(({ kind }) => kind === 'action')
  );
  const came = entries.slice(began);
  const found = TELLING.map(wanted => came.find(({ kind }) => kind === wanted));
  const failed = entries.map(failureIn).find(failure => failure !== null);
  return {
    entries,
    lead: found.find(entry => entry !== undefined) ?? entries[began],
    step: entries.find(({ step }) => step)?.step ?? '',
    failure: failed ?? ''
  };
}

/** A line of the log as it stands on the screen: a deed of several entries, or one entry. */
export type LogRow =
  | { kind: 'deed'; key: string; deed: IDeed; open: boolean }
  | { kind: 'entry'; key: string; entry: IEntry; within: boolean };

/** How a deed is known among those that are open. */
export const keyOf = ({ entries }: IDeed): number => entries[0].n;

/** The lines of deeds; below one that is open stand its entries. */
export const deedRows = (all: readonly IDeed[], open: ReadonlySet<number>): LogRow[] =>
  all.flatMap((one): LogRow[] => {
    const { entries } = one;
    if (entries.length === 1) {
      return entryRows(entries, false);
    }
    const isOpen = open.has(keyOf(one));
    const head: LogRow = { kind: 'deed', key: `deed ${keyOf(one)}`, deed: one, open: isOpen };
    return [head, ...(isOpen ? entryRows(entries, true) : [])];
  });

/** Entries one by one. */
export const entryRows = (entries: readonly IEntry[], within: boolean): LogRow[] =>
  entries.map((entry): LogRow => ({ kind: 'entry', key: `entry ${entry.n}`, entry, within }));
