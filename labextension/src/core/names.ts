import type { IRequirement } from './block';
import { spelt } from './mathText';
import { shown } from './plainText';

/** Text of the kernel in which ids stand: what leads somewhere is a part of its own, with what stands there. */
export type NamedPart =
  { kind: 'text'; text: string } | { kind: 'cell' | 'step'; id: string; text: string };

const SPECIAL = /[.*+?^${}()|[\]\\/]/g;
/** Ids of cells as the agent and Jupyter make them. */
const MADE = 'rca-[0-9a-f]{12}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
/** Any other id might be a word, and is one unless "cell" is before it and the notebook has such a cell; a number
 * is the cell's place. */
const CELL = String.raw`\bcell:? (?<a>['"\`]?)(?!\d{1,5}(?![\w-]))(?<told>[A-Za-z0-9][\w-]{0,63})(?![\w-])\k<a>`;
const BARE = String.raw`(?<b>['"\`]?)(?<![\w-])(?<made>${MADE})(?![\w-])\k<b>`;
/** With its title, where the kernel tells that too. */
const STEP = String.raw`\bstep (?<step>\d+(?:\.\d+)*)(?!\w)(?: “[^”\n]*”)?`;

/** Shorter ids of requirements might be any word, as those without hyphen or colon. */
const SHORTEST = 3;
const isTelling = (id: string): boolean => id.length >= SHORTEST && /[-:]/.test(id);

const isMade = new RegExp(`^(?:${MADE})$`);

/** Whether an id is one that only a cell can have. */
export const isCellId = (id: string): boolean => isMade.test(id);

export type Parse = (text: string) => NamedPart[];

const PARSERS = new WeakMap<readonly IRequirement[], Parse>();

/**
 * Puts titles for the ids of requirements, which say nothing to a reader; tells cells and steps apart. For one
 * contract always the same function, so that what it found can be kept.
 */
export function namesIn(contract: readonly IRequirement[]): Parse {
  const parse = PARSERS.get(contract) ?? parserOf(contract);
  PARSERS.set(contract, parse);
  return parse;
}

function parserOf(contract: readonly IRequirement[]): Parse {
  let pattern: RegExp | null = null;
  let titles = new Map<string, string>();
  const prepare = (): RegExp => {
    const known = contract.filter(({ id }) => isTelling(id));
    titles = new Map(known.map(({ id, title }) => [id, spelt(shown(title))]));
    return patternOf([...titles.keys()]);
  };
  return told => {
    const text = shown(told);
    pattern ??= prepare();
    const parts: NamedPart[] = [];
    let plain = '';
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      const [whole] = match;
      const { told, made, step } = match.groups ?? {};
      plain += text.slice(from, match.index);
      from = match.index + whole.length;
      const id = told ?? made ?? step;
      if (id === undefined) {
        plain += titles.get(whole) ?? whole;
        continue;
      }
      parts.push({ kind: 'text', text: plain });
      plain = '';
      parts.push({ kind: step === undefined ? 'cell' : 'step', id, text: whole });
    }
    parts.push({ kind: 'text', text: plain + text.slice(from) });
    return parts.filter(part => part.kind !== 'text' || part.text !== '');
  };
}

function patternOf(ids: string[]): RegExp {
  // Of two ids of which one begins the other, the longer one is meant.
  const sorted = ids.sort((one, other) => other.length - one.length);
  const escaped = sorted.map(id => id.replace(SPECIAL, String.raw`\$&`)).join('|');
  // None in a path.
  const requirements =
    ids.length > 0 ? [String.raw`(?<![\w/\\-])(?:${escaped})(?![\w/\\-]|\.\w)`] : [];
  return new RegExp([CELL, BARE, STEP, ...requirements].join('|'), 'g');
}

const LONGEST = 40;

/** The first words of a cell: to its author they say more than its id. */
export function firstWords(source: string): string {
  const line =
    source
      .split('\n')
      .map(one => shown(one).trim())
      .find(Boolean) ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
