import { bounded, shown, withoutEscapes } from '../plainText';

describe('text from outside', () => {
  it('loses terminal escapes', () => {
    expect(withoutEscapes('\u001b[0;31mValueError\u001b[0m: no')).toBe('ValueError: no');
    expect(withoutEscapes('\u001b]8;;file:///x\u0007link\u001b]8;;\u0007')).toBe('link');
  });

  it('cannot change the direction of what stands beside it', () => {
    expect(shown('safe\u202egnp.exe\u2066')).toBe('safegnp.exe');
    expect(shown('a\u0000b\u0008c\td\ne')).toBe('abc\td\ne');
  });

  it('keeps head and tail when it is too long', () => {
    const cut = bounded('a'.repeat(100) + 'z'.repeat(100), 30, left => `(${left})`);
    expect(cut).toBe(`${'a'.repeat(20)}\n(170)\n${'z'.repeat(10)}`);
    expect(bounded('short', 30, String)).toBe('short');
  });
});
