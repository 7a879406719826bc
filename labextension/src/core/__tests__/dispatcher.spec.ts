import { decodeToKernel } from '../../protocol/decode';
import type { Ack, Reply, Request, Result } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { Dispatcher, Refusal } from '../dispatcher';

type Job = { request: Request; finish: (result: Result) => void; fail: (reason: unknown) => void };

/** Operations that end when the test says so. */
function rig(): {
  jobs: Job[];
  sent: (Ack | Reply)[];
  dispatcher: Dispatcher;
  begun: () => string[];
} {
  const jobs: Job[] = [];
  const sent: (Ack | Reply)[] = [];
  const perform = (request: Request): Promise<Result> =>
    new Promise((finish, fail) => jobs.push({ request, finish, fail }));
  const dispatcher = new Dispatcher('c-1', { perform }, message => sent.push(message));
  return { jobs, sent, dispatcher, begun: () => jobs.map(job => job.request.id) };
}

const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve));
const head = (id: string) => ({ v: VERSION, id, client: 'c-1' }) as const;
const edit = (id: string): Request => ({
  ...head(id),
  kind: 'edit_cell',
  cell_id: 'a',
  source_hash: 'h',
  source: 's'
});
const run = (id: string): Request => ({
  ...head(id),
  kind: 'run_cell',
  cell_id: 'a',
  source_hash: 'h'
});
const reveal = (id: string): Request => ({ ...head(id), kind: 'reveal_cell', cell_id: 'a' });
const save = (id: string): Request => ({ ...head(id), kind: 'save' });
const read = (id: string): Request => ({
  ...head(id),
  kind: 'read_notebook',
  since: '',
  memory: false
});
const DONE: Result = { type: 'done' };

describe('Dispatcher', () => {
  it.each([run, save, reveal])('acknowledges at once what lasts: %p', async ask => {
    const { jobs, sent, dispatcher } = rig();
    dispatcher.handle(ask('r-1'));
    expect(sent).toEqual([{ ...head('r-1'), kind: 'ack' }]);
    await settle();
    jobs[0].finish(DONE);
    await settle();
    expect(sent[1]).toEqual({ ...head('r-1'), kind: 'reply', ok: true, result: DONE });
    sent.forEach(message => expect(decodeToKernel(message)).toBe(message));
  });

  it('does a repeated request once, and repeats its reply', async () => {
    const { jobs, sent, dispatcher } = rig();
    dispatcher.handle(run('r-1'));
    dispatcher.handle(run('r-1'));
    await settle();
    expect(jobs.length).toBe(1);
    jobs[0].finish(DONE);
    await settle();
    dispatcher.handle(run('r-1'));
    await settle();
    expect(jobs.length).toBe(1);
    expect(sent.map(message => message.kind)).toEqual(['ack', 'ack', 'reply', 'reply']);
    expect(sent[3]).toBe(sent[2]);
  });

  it.each([edit, read])('says with the reply alone that a short request came: %p', async ask => {
    const { jobs, sent, dispatcher } = rig();
    dispatcher.handle(ask('r-1'));
    await settle();
    jobs[0].finish(DONE);
    await settle();
    expect(sent.map(message => message.kind)).toEqual(['reply']);
  });

  it('acknowledges a short request that is asked again before it is done', async () => {
    const { jobs, sent, dispatcher } = rig();
    dispatcher.handle(edit('r-1'));
    dispatcher.handle(edit('r-1'));
    await settle();
    expect(jobs.length).toBe(1);
    expect(sent).toEqual([{ ...head('r-1'), kind: 'ack' }]);
  });

  it('does writes one at a time, in order', async () => {
    const { jobs, dispatcher, begun } = rig();
    dispatcher.handle(edit('r-1'));
    dispatcher.handle(edit('r-2'));
    await settle();
    expect(begun()).toEqual(['r-1']);
    jobs[0].fail(new Refusal('stale', 'changed'));
    await settle();
    expect(begun()).toEqual(['r-1', 'r-2']);
  });

  it('is not held up by a cell that runs, a slow save or a read', async () => {
    const { dispatcher, begun } = rig();
    dispatcher.handle(run('r-1'));
    dispatcher.handle(save('r-2'));
    dispatcher.handle(edit('r-3'));
    dispatcher.handle(read('r-4'));
    await settle();
    expect(begun().sort()).toEqual(['r-1', 'r-2', 'r-3', 'r-4']);
  });

  it('starts a run only after the writes before it', async () => {
    const { jobs, dispatcher, begun } = rig();
    dispatcher.handle(edit('r-1'));
    dispatcher.handle(run('r-2'));
    await settle();
    expect(begun()).toEqual(['r-1']);
    jobs[0].finish(DONE);
    await settle();
    expect(begun()).toEqual(['r-1', 'r-2']);
  });

  it.each([
    [new Refusal('stale', 'It changed.'), { code: 'stale', message: 'It changed.' }],
    [new Error('disk full'), { code: 'failed', message: 'disk full' }]
  ])('tells why it did not: %s', async (reason, error) => {
    const { jobs, sent, dispatcher } = rig();
    dispatcher.handle(edit('r-1'));
    await settle();
    jobs[0].fail(reason);
    await settle();
    expect(sent[0]).toMatchObject({ kind: 'reply', ok: false, error });
    expect(decodeToKernel(sent[0])).toBe(sent[0]);
  });

  it('reads the notebook anew each time', async () => {
    const { jobs, dispatcher } = rig();
    dispatcher.handle(read('r-1'));
    jobs[0].finish(DONE);
    await settle();
    dispatcher.handle(read('r-1'));
    expect(jobs.length).toBe(2);
  });

  it('keeps nothing of a kernel that is gone', async () => {
    const { jobs, sent, dispatcher } = rig();
    dispatcher.handle(edit('r-1'));
    await settle();
    dispatcher.reset();
    jobs[0].finish(DONE);
    await settle();
    expect(sent).toEqual([]);
    dispatcher.handle(edit('r-1'));
    await settle();
    expect(jobs.length).toBe(2);
  });

  it('remembers a bounded number of replies', async () => {
    const { jobs, dispatcher } = rig();
    for (let n = 0; n < 250; n += 1) {
      dispatcher.handle(edit(`r-${n}`));
      await settle();
      jobs[n].finish(DONE);
      await settle();
    }
    dispatcher.handle(edit('r-249'));
    dispatcher.handle(edit('r-0'));
    await settle();
    expect(jobs.length).toBe(251);
  });
});
