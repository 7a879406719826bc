import { createHash } from 'crypto';
import { sourceHash, utf8 } from '../hash';

describe('sourceHash', () => {
  it('is the start of SHA-256', () => {
    expect(sourceHash('')).toBe('e3b0c44298fc1c14');
    expect(sourceHash('abc')).toBe('ba7816bf8f01cfea');
  });

  it.each([
    'x ≤ 1',
    'µ̂ₜ = mₜ/(1−β₁ᵗ)',
    '𝔼[X] 😀',
    'a\r\nb\tc',
    '\u0000\u007f\u0080\u07ff\u0800\uffff'
  ])('agrees with another implementation over UTF-8: %j', text => {
    const expected = createHash('sha256').update(text, 'utf-8').digest('hex').slice(0, 16);
    expect(sourceHash(text)).toBe(expected);
  });

  it('keeps a lone surrogate, as the kernel side does', () => {
    expect([...utf8('\ud800')]).toEqual([0xed, 0xa0, 0x80]);
  });
});
