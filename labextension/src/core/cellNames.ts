import { shown } from './plainText';

const LONGEST = 40;
const ID = /(\bcell:? )?(['"`]?)(?<![\w-])([A-Za-z0-9][\w-]{5,63})(?![\w-])\2/g;
/** Ids as the agent and Jupyter make them; any other might be a word, and is one unless "cell" is before it. */
const MADE = /^(?:rca-[0-9a-f]{12}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

/** The first words of a cell: to its author they say more than its id. */
export function firstWords(source: string): string {
  const line =
    source
      .split('\n')
      .map(one => shown(one).trim())
      .find(Boolean) ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** A text with names in place of the ids of cells; one that names no cell stays. */
export const withCellNames = (text: string, nameOf: (id: string) => string | null): string =>
  text.replace(ID, (whole: string, cell: string | undefined, _quote, id: string) =>
    cell || MADE.test(id) ? (nameOf(id) ?? whole) : whole
  );
