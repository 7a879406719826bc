import { firstWords, isCellId, namesIn } from '../names';
import { fixture } from './fixture';

const [known] = fixture().contract;
const contract = [
  { ...known, id: 'equation-1', title: 'Eq. (1)' },
  { ...known, id: 'equation-12', title: 'Eq. (12)' },
  { ...known, id: 'value:\\lambda', title: 'the \u202edecay' },
  { ...known, id: 'r', title: 'too short to be told from a word' }
];
const texts = (text: string, parts = namesIn(contract)): string[] =>
  parts(text).map(part => (part.kind === 'text' ? part.text : `<${part.kind} ${part.id}>`));

describe('names', () => {
  it('stand for the ids of requirements, whole ones only', () => {
    expect(texts('equation-12 verified, equation-1 open')).toEqual([
      'Eq. (12) verified, Eq. (1) open'
    ]);
    expect(texts('value:\\lambda is verified')).toEqual(['the decay is verified']);
    expect(texts('equation-123, my-equation-1, r')).toEqual(['equation-123, my-equation-1, r']);
  });

  it.each(['data/equation-1.py', 'equation-1.py', 'equation-1/notes', "KeyError: 'data'"])(
    'leave paths and words alone: %s',
    text => {
      const named = namesIn([...contract, { ...known, id: 'data', title: '4: the data' }]);
      expect(texts(text, named)).toEqual([text]);
    }
  );

  it.each([
    ['agrees (cell rca-0123456789ab)', ['agrees (', '<cell rca-0123456789ab>', ')']],
    ['edit cell: rca-0123456789ab', ['edit ', '<cell rca-0123456789ab>']],
    ["No cell 'rca-0123456789ab' here", ['No ', '<cell rca-0123456789ab>', ' here']],
    ['restored rca-0123456789ab, ok', ['restored ', '<cell rca-0123456789ab>', ', ok']],
    ['cell training: ok', ['<cell training>', ': ok']],
    ['the training goes on', ['the training goes on']],
    ['edit cell: first', ['edit ', '<cell first>']],
    ['cell 12, “x = 1”', ['cell 12, “x = 1”']],
    ['x-rca-0123456789ab', ['x-rca-0123456789ab']],
    ['', []]
  ])('tell cells apart: %s', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('tell steps apart, with the title that stands behind them', () => {
    expect(texts('back to before step 1.2; step 2 “Train” is open again')).toEqual([
      'back to before ',
      '<step 1.2>',
      '; ',
      '<step 2>',
      ' is open again'
    ]);
    expect(texts('step size 3')).toEqual(['step size 3']);
  });

  it('need no contract', () => {
    expect(namesIn([])('equation-1')).toEqual([{ kind: 'text', text: 'equation-1' }]);
  });

  it('know what only a cell can be called', () => {
    expect(isCellId('rca-0123456789ab')).toBe(true);
    expect(isCellId('training')).toBe(false);
  });

  it('of a cell are its first line that says something', () => {
    expect(firstWords('\n  \n  train(model)\nmore')).toBe('train(model)');
    expect(firstWords('a'.repeat(50))).toBe(`${'a'.repeat(39)}…`);
    expect(firstWords('\u001b[31m\u202ea = 1')).toBe('a = 1');
    expect(firstWords(' \n')).toBe('');
  });
});
