import { YNotebook } from '@jupyter/ydoc';
import type { ISharedCodeCell } from '@jupyter/ydoc';
import { fixture } from '../../core/__tests__/fixture';
import type { INotebookResult, IWriteMemory, JsonObject } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { readMemory } from '../documentOps';
import { ToldNotebook } from '../toldNotebook';
import { WrittenMemory } from '../writtenMemory';
import { refused } from './refused';

const add = (document: YNotebook, id: string, at = document.cells.length) =>
  document.insertCell(at, { id, cell_type: 'code', source: id });

function notebook(...ids: string[]): YNotebook {
  const document = YNotebook.create();
  ids.forEach(id => add(document, id));
  return document;
}

const read = (told: ToldNotebook, since = '', memory = false): INotebookResult =>
  told.read({ since, memory }) as INotebookResult;
const sources = (answer: INotebookResult): string[] => answer.cells.map(cell => cell.source);

// Yjs warns when ydoc fills a cell before it joins the document.
beforeAll(() => jest.spyOn(console, 'warn').mockImplementation());
afterAll(() => jest.restoreAllMocks());

describe('read_notebook', () => {
  it('tells everything to whoever does not know the last answer', () => {
    const told = new ToldNotebook(notebook('a', 'b'));
    const first = read(told);
    expect(first).toMatchObject({ since: '', kept: 0, order: ['a', 'b'], memory: null });
    expect(read(told, 'another')).toMatchObject({ since: '', kept: 0, order: ['a', 'b'] });
    expect(sources(read(told, first.revision))).toEqual(['a', 'b']);
  });

  it('tells what changed since the last answer: sources, outputs, places', () => {
    const document = notebook('a', 'b', 'c');
    const told = new ToldNotebook(document);
    let { revision } = read(told);
    const next = (): INotebookResult => {
      const answer = read(told, revision);
      expect(answer.since).toBe(revision);
      ({ revision } = answer);
      return answer;
    };
    expect(next()).toMatchObject({ kept: 3, order: [], cells: [] });
    document.cells[1].setSource('b = 2');
    expect(sources(next())).toEqual(['b = 2']);
    const shown = { output_type: 'stream', name: 'stdout', text: ['x'] };
    (document.cells[2] as ISharedCodeCell).setOutputs([shown]);
    expect(next().cells).toMatchObject([{ id: 'c', outputs: [{ type: 'stream', text: 'x' }] }]);
    add(document, 'd', 1);
    expect(next()).toMatchObject({ kept: 1, order: ['d', 'b', 'c'], cells: [{ id: 'd' }] });
    document.deleteCell(0);
    expect(next()).toMatchObject({ kept: 0, order: ['d', 'b', 'c'], cells: [] });
  });
});

describe('write_memory', () => {
  const write = (block: unknown, names: Partial<IWriteMemory> = {}): IWriteMemory => ({
    ...{
      v: VERSION,
      id: 'r',
      client: 'c',
      kind: 'write_memory',
      revision: 'm-1',
      base: '',
      kept: {}
    },
    block: block as JsonObject,
    ...names
  });
  const one = { n: 99, time: 't', kind: 'finding', text: 'new', step: '' } as const;

  it('is written whole, and read with the cells where asked for', () => {
    const document = notebook('a');
    new WrittenMemory(document).write(write(fixture()));
    expect(read(new ToldNotebook(document), '', true).memory).toEqual(fixture());
  });

  it('keeps of the former lists what it is told to', () => {
    const document = notebook();
    const memory = new WrittenMemory(document);
    memory.write(write(fixture()));
    const { plan, log, contract } = fixture();
    const steps = [{ ...plan.steps[1], note: 'changed' }];
    const part = { ...fixture(), plan: { ...plan, steps }, log: [one], contract: [] };
    const kept: IWriteMemory['kept'] = {
      steps: [
        [0, 0, 1],
        [1, 2, plan.steps.length - 2]
      ],
      log: [[0, 0, log.length]],
      contract: [[0, 0, contract.length]]
    };
    memory.write(write(part, { base: 'm-1', revision: 'm-2', kept }));
    const whole = [plan.steps[0], ...steps, ...plan.steps.slice(2)];
    const expected = { ...fixture(), plan: { ...plan, steps: whole }, log: [...log, one] };
    expect(readMemory(document)).toEqual(expected);
    // A replay after it was done: the kernel then writes it whole.
    expect(refused(() => memory.write(write(part, { base: 'm-1', kept })))).toBe('stale');
    expect(readMemory(document)).toEqual(expected);
  });

  it('builds on nothing that another page wrote, that somebody changed, or that is too short', () => {
    const document = notebook();
    const memory = new WrittenMemory(document);
    memory.write(write(fixture()));
    const built = write({ ...fixture(), log: [] }, { base: 'm-1', kept: { log: [[0, 0, 999]] } });
    expect(refused(() => new WrittenMemory(document).write(built))).toBe('stale');
    expect(refused(() => memory.write(built))).toBe('stale');
    document.setMetadata('rca', { ...fixture(), log: [] } as never);
    expect(refused(() => memory.write({ ...built, kept: {} }))).toBe('stale');
  });

  it.each([{ format: 2 }, { format: 1, plan: 'damaged' }, 'foreign'])(
    'is never written over %j',
    present => {
      const document = notebook();
      document.setMetadata('rca', present);
      expect(refused(() => new WrittenMemory(document).write(write(fixture())))).toBe('refused');
      expect(readMemory(document)).toEqual(present);
    }
  );

  it('must fit its schema', () => {
    const document = notebook();
    expect(refused(() => new WrittenMemory(document).write(write({ format: 1 })))).toBe('refused');
    expect(readMemory(document)).toBeUndefined();
  });
});
