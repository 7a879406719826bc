import { firstWords, namesIn } from '../names';
import { fixture } from './fixture';

const [known] = fixture().contract;
const contract = [
  { ...known, id: 'equation-1', title: 'Eq. (1)' },
  { ...known, id: 'equation-12', title: 'Eq. (12)' },
  { ...known, id: 'value:\\lambda', title: 'the decay' }
];
const parts = namesIn(contract);
const texts = (text: string): string[] =>
  parts(text).map(part => (part.kind === 'text' ? part.text : `<${part.id}>`));

describe('names', () => {
  it('stand for the ids of requirements, whole ones only', () => {
    expect(texts('equation-12 verified, equation-1 open')).toEqual([
      'Eq. (12) verified, Eq. (1) open'
    ]);
    expect(texts('value:\\lambda is verified')).toEqual(['the decay is verified']);
    expect(texts('equation-123, my-equation-1')).toEqual(['equation-123, my-equation-1']);
  });

  it('tell cells apart', () => {
    expect(texts('agrees (cell rca-0123456789ab)')).toEqual([
      'agrees (',
      '<rca-0123456789ab>',
      ')'
    ]);
    expect(texts('edit cell: rca-0123456789ab')).toEqual(['edit ', '<rca-0123456789ab>']);
    expect(texts('')).toEqual([]);
    expect(namesIn([])('equation-1')).toEqual([{ kind: 'text', text: 'equation-1' }]);
  });

  it('of a cell are what it begins with', () => {
    expect(firstWords('\n\n  x = 1\ny = 2')).toBe('x = 1');
    expect(firstWords('a'.repeat(50))).toBe(`${'a'.repeat(39)}…`);
    expect(firstWords('')).toBe('');
  });
});
