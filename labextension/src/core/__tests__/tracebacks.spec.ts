import { tracebacks } from '../tracebacks';

const IPYTHON = [
  'NameError                       Traceback (most recent call last)',
  'Cell In[4], line 1',
  '----> 1 lem([1,2])',
  '',
  "NameError: name 'lem' is not defined"
].join('\n');

test('a traceback is told apart from what stands before and after it, without its ruler', () => {
  const text = `It failed before: error\n${'-'.repeat(75)}\n${IPYTHON}\nThe planning expert advised: x`;
  expect(tracebacks(text)).toEqual([
    { kind: 'text', text: 'It failed before: error' },
    { kind: 'traceback', text: IPYTHON },
    { kind: 'text', text: 'The planning expert advised: x' }
  ]);
});

test('one of plain Python begins with its own line', () => {
  const text = 'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1';
  expect(tracebacks(`Failed.\n${text}`)).toEqual([
    { kind: 'text', text: 'Failed.' },
    { kind: 'traceback', text }
  ]);
});

test.each([
  '',
  '---',
  'A goal.\n--------\nIn two parts.',
  'no Traceback (most recent call last) here'
])('%j is prose', text => {
  expect(tracebacks(text).filter(({ kind }) => kind === 'traceback')).toEqual([]);
});
