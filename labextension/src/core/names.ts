import type { IRequirement } from './block';

/** Text of the kernel in which ids stand; a cell's id is a part of its own. */
export type NamedPart = { kind: 'text'; text: string } | { kind: 'cell'; id: string };

const CELL = /\bcell:? (rca-[0-9a-f]{12})\b|\b(rca-[0-9a-f]{12})\b/g;
const SPECIAL = /[.*+?^${}()|[\]\\/]/g;

/** Puts titles for the ids of requirements, which say nothing to a reader, and tells cells apart. */
export function namesIn(contract: readonly IRequirement[]): (text: string) => NamedPart[] {
  const titles = new Map(contract.map(({ id, title }) => [id, title]));
  const ids = [...titles.keys()].filter(id => id.length > 2);
  // Of two ids of which one begins the other, the longer one is meant.
  const known = ids.sort((one, other) => other.length - one.length);
  const escaped = known.map(id => id.replace(SPECIAL, String.raw`\$&`)).join('|');
  const pattern = known.length > 0 ? new RegExp(`(?<![\\w-])(?:${escaped})(?![\\w-])`, 'g') : null;
  return text => {
    const titled = pattern ? text.replace(pattern, id => titles.get(id) ?? id) : text;
    const parts: NamedPart[] = [];
    let from = 0;
    for (const match of titled.matchAll(CELL)) {
      parts.push({ kind: 'text', text: titled.slice(from, match.index) });
      parts.push({ kind: 'cell', id: match[1] ?? match[2] });
      from = match.index + match[0].length;
    }
    parts.push({ kind: 'text', text: titled.slice(from) });
    return parts.filter(part => part.kind === 'cell' || part.text !== '');
  };
}

const WORDS = 40;

/** What a cell begins with, in place of its id. */
export function firstWords(source: string): string {
  const line = source.split('\n').find(one => one.trim() !== '') ?? '';
  const words = line.trim();
  return words.length > WORDS ? `${words.slice(0, WORDS - 1)}…` : words;
}
