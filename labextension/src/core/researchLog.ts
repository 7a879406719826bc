import type { EntryKind, IEntry } from './block';

/** The log as saved and as told, by number; of two entries with one number the told one is newer. */
export function mergeLog(saved: readonly IEntry[], told: readonly IEntry[]): IEntry[] {
  const entries = new Map([...saved, ...told].map(entry => [entry.n, entry]));
  return [...entries.values()].sort((one, other) => one.n - other.n);
}

/** Entries of a kind (or any) that hold every word of the query in text or step, newest first. */
export function findEntries(log: readonly IEntry[], query: string, kind: EntryKind | ''): IEntry[] {
  const asked = query.toLowerCase().split(/\s+/).filter(Boolean);
  return log
    .filter(entry => kind === '' || entry.kind === kind)
    .filter(entry => asked.length === 0 || asked.every(word => searched(entry).includes(word)))
    .reverse();
}

const SEARCHED = new WeakMap<IEntry, string>();

/** What a query is looked up in; kept, as each key of a query asks for all of them. */
function searched(entry: IEntry): string {
  const known = SEARCHED.get(entry);
  if (known !== undefined) {
    return known;
  }
  const text = `${entry.text}\n${entry.step ?? ''}`.toLowerCase();
  SEARCHED.set(entry, text);
  return text;
}
