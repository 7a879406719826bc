import { firstWords, withCellNames } from '../cellNames';

const name = (id: string): string | null =>
  ({ 'rca-111111111111': 'cell 3, “train(model)”', training: 'cell 4' })[id] ?? null;

describe('a cell in a text', () => {
  it.each([
    ['run cell: rca-111111111111', 'run cell 3, “train(model)”'],
    ["No cell 'rca-111111111111' here", 'No cell 3, “train(model)” here'],
    ['restored rca-111111111111, ok', 'restored cell 3, “train(model)”, ok'],
    ['cell training: ok', 'cell 4: ok'],
    ['the training goes on', 'the training goes on'],
    ['run cell: rca-222222222222', 'run cell: rca-222222222222'],
    ['x-rca-111111111111', 'x-rca-111111111111']
  ])('%s', (text, expected) => {
    expect(withCellNames(text, name)).toBe(expected);
  });

  it('is called by its first line that says something', () => {
    expect(firstWords('\n  \n  train(model)\nmore')).toBe('train(model)');
    expect(firstWords('x'.repeat(99))).toHaveLength(40);
    expect(firstWords('\u001b[31m\u202ea = 1')).toBe('a = 1');
    expect(firstWords(' \n')).toBe('');
  });
});
