import { readFileSync } from 'fs';
import { join } from 'path';
import { holdsSecret, looksLikeKey } from '../keys';

const shapes = JSON.parse(
  readFileSync(join(__dirname, '../../../../tests/wire/keys.json'), 'utf-8')
) as { keys: string[]; names: string[] };

describe('what looks like a key', () => {
  it.each(shapes.keys)('is refused: %s', key => {
    expect(looksLikeKey(key)).toBe(true);
  });

  it.each(shapes.names)('is no name or address: %s', name => {
    expect(looksLikeKey(name)).toBe(false);
  });
});

it.each([
  ['http://127.0.0.1:8000/v1', false],
  ['default', false],
  ['http://me:word@127.0.0.1/v1', true],
  ['https://h.invalid/v1?token=t', true],
  ['https://h.invalid/#t', true],
  ['me:word@127.0.0.1', true]
])('an address holds a secret: %s %s', (address, holds) => {
  expect(holdsSecret(address)).toBe(holds);
});
