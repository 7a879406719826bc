import { COUNT_LIMIT, slimOutputs, TEXT_LIMIT } from '../slimOutputs';

describe('slimOutputs', () => {
  it('keeps text, and binary data by name only', () => {
    const data = { 'text/plain': ['a', 'b'], 'image/png': 'iVBORw0', 'application/json': { a: 1 } };
    expect(slimOutputs([{ output_type: 'display_data', data, metadata: {} }])).toEqual([
      { type: 'display', data: { 'text/plain': 'ab', 'image/png': '', 'application/json': '' } }
    ]);
  });

  it('joins streams and tracebacks, without escapes', () => {
    expect(
      slimOutputs([
        { output_type: 'stream', name: 'stderr', text: ['one\n', 'two'] },
        {
          output_type: 'error',
          ename: 'ValueError',
          evalue: 'no',
          traceback: ['\u001b[31mTraceback\u001b[0m', 'end']
        }
      ])
    ).toEqual([
      { type: 'stream', name: 'stderr', text: 'one\ntwo' },
      { type: 'error', ename: 'ValueError', evalue: 'no', traceback: 'Traceback\nend' }
    ]);
  });

  it('bounds text and number', () => {
    const long = { output_type: 'stream', name: 'stdout', text: 'x'.repeat(TEXT_LIMIT * 3) };
    const [output] = slimOutputs([long]);
    expect(output.type === 'stream' && output.text.length).toBeLessThan(TEXT_LIMIT + 60);
    const many = Array.from({ length: COUNT_LIMIT * 3 }, (_, n) => ({
      output_type: 'stream',
      name: 'stdout',
      text: String(n)
    }));
    const kept = slimOutputs(many);
    expect(kept.length).toBe(COUNT_LIMIT);
    expect(kept.at(-1)).toEqual({
      type: 'stream',
      name: 'stdout',
      text: String(COUNT_LIMIT * 3 - 1)
    });
  });

  it('leaves out what it does not know', () => {
    expect(slimOutputs([{ output_type: 'hologram' }])).toEqual([]);
  });
});
