import type { IStep } from '../block';
import {
  cellsOf,
  grow,
  mayHaveChanged,
  stepOfCell,
  tally,
  unfinished,
  visibleRows
} from '../planTree';
import { moveFor } from '../treeKeys';

const step = (id: string, parent = '', more: Partial<IStep> = {}): IStep => ({
  id,
  title: `Step ${id}`,
  parent,
  state: 'pending',
  ...more
});

const roots = grow([
  step('1'),
  step('1.1', '1', { state: 'done', cells: ['a', 'b'] }),
  step('1.2', '1', { state: 'failed', cells: ['c'] }),
  step('2', '', { state: 'skipped' })
]);
const open = visibleRows(roots, new Set());

describe('the tree', () => {
  it('nests steps below their parents', () => {
    expect(open.map(row => [row.id, row.level, row.parent, row.expanded])).toEqual([
      ['1', 1, null, true],
      ['1.1', 2, '1', null],
      ['1.2', 2, '1', null],
      ['2', 1, null, null]
    ]);
  });

  it('hides what is closed', () => {
    expect(visibleRows(roots, new Set(['1'])).map(row => row.id)).toEqual(['1', '2']);
  });

  it('shows every step of a damaged tree once', () => {
    const odd = grow([
      step('a', 'b'),
      step('b', 'a'),
      step('c', 'c'),
      step('d', 'gone'),
      step('a')
    ]);
    expect(visibleRows(odd, new Set()).map(row => row.id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('counts leaves', () => {
    expect(tally(roots)).toEqual({ done: 1, failed: 1, total: 3 });
    expect(unfinished(roots)).toBe(true);
    expect(
      unfinished(grow([step('1', '', { state: 'done' }), step('2', '', { state: 'skipped' })]))
    ).toBe(false);
  });

  it('finds the step that worked on a cell last, innermost', () => {
    const twice = grow([
      step('1', '', { cells: ['a'] }),
      step('1.1', '1', { cells: ['a'] }),
      step('2', '', { cells: ['b'] }),
      step('3', '', { cells: ['b'] })
    ]);
    expect(['a', 'b', 'c'].map(cell => stepOfCell(twice, cell))).toEqual(['1.1', '3', null]);
  });

  it('finds the cells of a step below it', () => {
    expect(cellsOf(roots[0])).toEqual(['a', 'b']);
    expect(cellsOf(roots[1])).toEqual([]);
  });
});

describe('what may have changed something', () => {
  const may = (...steps: IStep[]): boolean => mayHaveChanged(grow(steps)[0]);

  it('is a step that was begun, or has left something', () => {
    expect(may(step('1', '', { state: 'failed' }))).toBe(true);
    expect(may(step('1', '', { cells: ['a'] }))).toBe(true);
    expect(may(step('1', '', { files: ['train.py'] }))).toBe(true);
    expect(may(step('1'), step('1.1', '1'), step('1.2', '1', { state: 'done' }))).toBe(true);
  });

  it('is none that waits and whose work was taken back, nor one that holds only such', () => {
    expect(may(step('1', '', { attempts: 1, cells: [] }))).toBe(false);
    expect(may(step('1', '', { state: 'skipped' }))).toBe(false);
    expect(may(step('1', '', { state: 'running' }), step('1.1', '1'))).toBe(false);
  });
});

describe('keys in the tree', () => {
  it.each([
    ['ArrowDown', '1', { kind: 'focus', id: '1.1' }],
    ['ArrowDown', '2', null],
    ['ArrowUp', '2', { kind: 'focus', id: '1.2' }],
    ['ArrowUp', '1', null],
    ['Home', '1.2', { kind: 'focus', id: '1' }],
    ['End', '1', { kind: 'focus', id: '2' }],
    ['ArrowRight', '1', { kind: 'focus', id: '1.1' }],
    ['ArrowRight', '1.1', null],
    ['ArrowLeft', '1', { kind: 'toggle', id: '1' }],
    ['ArrowLeft', '1.2', { kind: 'focus', id: '1' }],
    ['ArrowLeft', '2', null],
    ['Enter', '1.2', { kind: 'activate', id: '1.2' }],
    [' ', '2', { kind: 'activate', id: '2' }],
    ['x', '1', null]
  ])('%s on %s', (key, focused, expected) => {
    expect(moveFor(key, open, focused)).toEqual(expected);
  });

  it('opens a closed step', () => {
    const closed = visibleRows(roots, new Set(['1']));
    expect(moveFor('ArrowRight', closed, '1')).toEqual({ kind: 'toggle', id: '1' });
  });

  it('does nothing in an empty tree', () => {
    expect(moveFor('ArrowDown', [], null)).toBeNull();
  });
});
