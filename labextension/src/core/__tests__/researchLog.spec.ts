import type { EntryKind, IEntry } from '../block';
import type { NamedPart } from '../names';
import { namesIn } from '../names';
import { deedRows, deeds, findEntries, keyOf } from '../researchLog';
import { fixture } from './fixture';

let count = 0;
const entry = (kind: EntryKind, text: string, step = '1.1'): IEntry => {
  count += 1;
  return { n: count, time: '2026-11-22T09:00:00Z', kind, text, ...(step ? { step } : {}) };
};
beforeEach(() => (count = 0));

const shape = (log: IEntry[]): [number[], number, string][] =>
  deeds(log).map(({ entries, lead, failure }) => [entries.map(({ n }) => n), lead.n, failure]);

describe('deeds', () => {
  it('hold an action, what it brought and what was found by it', () => {
    const log = [
      entry('action', 'insert cell (code): x = 1'),
      entry('observation', 'cell rca-1: ok'),
      entry('action', 'mark requirement: equation-6 verified'),
      entry('finding', 'equation-6 verified: it agrees', ''),
      entry('observation', 'equation-6 is verified'),
      entry('finding', 'all 15 code cells ran', '')
    ];
    expect(shape(log)).toEqual([
      [[6], 6, ''],
      [[3, 4, 5], 4, ''],
      [[1, 2], 1, '']
    ]);
  });

  it('hold the word of the user that came before, and say what failed', () => {
    const log = [
      entry('decision', 'the user said something else'),
      entry('decision', 'the user approved edit cell: rca-1'),
      entry('action', 'edit cell: rca-1'),
      entry('observation', 'FAILED: NameError: v')
    ];
    expect(shape(log)).toEqual([
      [[2, 3, 4], 3, 'NameError: v'],
      [[1], 1, '']
    ]);
  });

  it('end where another step, another action or nothing comes', () => {
    const log = [
      entry('action', 'run cell: rca-1'),
      entry('decision', 'resumed', '2'),
      entry('action', 'run cell: rca-2', '2'),
      entry('action', 'run cell: rca-3', '2'),
      entry('observation', 'ok', '2'),
      entry('observation', 'late', '2')
    ];
    expect(shape(log).map(([ns]) => ns)).toEqual([[6], [4, 5], [3], [2], [1]]);
  });

  it('stand in lines, the entries of one below it where it is open', () => {
    const log = [entry('finding', 'a'), entry('action', 'b'), entry('observation', 'c')];
    const all = deeds(log);
    const keys = (open: number[]): string[] => deedRows(all, new Set(open)).map(({ key }) => key);
    expect(keys([])).toEqual(['deed 2', 'entry 1']);
    expect(keys([keyOf(all[0])])).toEqual(['deed 2', 'entry 2', 'entry 3', 'entry 1']);
  });
});

describe('entries', () => {
  const contract = [{ ...fixture().contract[0], id: 'equation-6', title: 'Eq. (6)' }];
  const word = (part: NamedPart): string => (part.kind === 'step' ? 'step “Moments”' : part.text);
  const named = { parts: namesIn(contract), word };

  it('are found by ids and by names, newest first', () => {
    const log = [entry('finding', 'equation-6 verified'), entry('error', 'v is missing')];
    const found = (query: string, kind: EntryKind | '' = ''): number[] =>
      findEntries(log, query, kind, named).map(({ n }) => n);
    expect(found('EQ. (6)')).toEqual([1]);
    expect(found('equation-6')).toEqual([1]);
    expect(found('moments')).toEqual([2, 1]);
    expect(found('', 'error')).toEqual([2]);
    expect(found('moments', 'finding')).toEqual([1]);
  });

  it('are read for their names once while the contract stays, and said as it is now', () => {
    const log = [entry('finding', 'equation-6 verified'), entry('error', 'v is missing')];
    const parts = jest.fn(namesIn(contract));
    const found = (query: string, say = word): number[] =>
      findEntries(log, query, '', { parts, word: say }).map(({ n }) => n);
    expect(found('i')).toEqual([2, 1]);
    expect(parts).not.toHaveBeenCalled();
    expect(found('verified')).toEqual([1]);
    expect(parts).toHaveBeenCalledTimes(1);
    expect(found('moments')).toEqual([2, 1]);
    expect(found('averages')).toEqual([]);
    const renamed = ({ kind, text }: NamedPart): string => (kind === 'step' ? 'Averages' : text);
    expect(found('averages', renamed)).toEqual([2, 1]);
    expect(found('moments', renamed)).toEqual([]);
    expect(parts).toHaveBeenCalledTimes(2);
    expect(namesIn(contract)).toBe(namesIn(contract));
  });
});
