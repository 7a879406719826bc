import { readFileSync } from 'fs';
import { join } from 'path';
import { decodeToKernel, decodeToPage, ProtocolError } from '../decode';
import { VERSION } from '../messages';

const golden = (name: string): unknown[] =>
  JSON.parse(readFileSync(join(__dirname, '../../../../tests/wire', name), 'utf-8')) as unknown[];

const label = (message: unknown): string => JSON.stringify(message).slice(0, 90);

describe('the wire', () => {
  it.each(golden('to_page.json').map(message => [label(message), message]))(
    'reads %s',
    (_, message) => {
      expect(JSON.parse(JSON.stringify(decodeToPage(message)))).toEqual(message);
    }
  );

  it.each(golden('to_kernel.json').map(message => [label(message), message]))(
    'says %s',
    (_, message) => {
      expect(JSON.parse(JSON.stringify(decodeToKernel(message)))).toEqual(message);
    }
  );

  it.each(
    (golden('refused.json') as { why: string; message: unknown }[]).map(({ why, message }) => [
      why,
      message
    ])
  )('refuses %s in both directions', (_, message) => {
    expect(() => decodeToPage(message)).toThrow(ProtocolError);
    expect(() => decodeToKernel(message)).toThrow(ProtocolError);
  });

  it('says what is wrong and where', () => {
    const message = {
      v: VERSION,
      kind: 'run_cell',
      id: 'r',
      client: 'c',
      cell_id: 'a',
      source_hash: 7
    };
    expect(() => decodeToPage(message)).toThrow('message.source_hash must be a string');
  });

  it.each(['constructor', 'toString', '__proto__'])('does not take %s for a kind', kind => {
    expect(() => decodeToPage({ v: VERSION, kind })).toThrow('is unknown');
  });

  it('does not read messages of the other direction', () => {
    expect(() => decodeToPage({ v: VERSION, kind: 'detach', client: 'c' })).toThrow(ProtocolError);
    expect(() => decodeToKernel({ v: VERSION, kind: 'save', id: 'r', client: 'c' })).toThrow(
      ProtocolError
    );
  });
});
