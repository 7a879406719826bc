import { readFileSync } from 'fs';
import { join } from 'path';
import { Signal } from '@lumino/signaling';
import type { Ack, Reply, ToKernel } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import type { IChannelEvents } from '../commChannel';
import { KernelBridge } from '../kernelBridge';

interface IWire {
  events: IChannelEvents;
  sent: ToKernel[];
}
const mockWire: IWire = { events: {} as IChannelEvents, sent: [] };
jest.mock('../commChannel', () => ({
  CommChannel: class {
    constructor(_: unknown, events: IChannelEvents) {
      mockWire.events = events;
    }
    send(message: ToKernel): void {
      mockWire.sent.push(message);
    }
    dispose(): void {}
  }
}));

type Parts = ConstructorParameters<typeof KernelBridge>;

/** A page on one notebook; the test is the kernel. */
class Stage {
  readonly pathChanged = new Signal<this, string>(this);
  readonly fileChanged = new Signal<this, unknown>(this);
  readonly ready = Promise.resolve();
  readonly sessionContext = {};
  readonly localPath = 'folder/a.ipynb';
  readonly model = { sharedModel: { cells: [{ getId: () => 'c', getSource: () => '1' }] } };
  readonly freshness = {
    stale: false,
    isClean: true,
    renewed: 0,
    isStale: () => Promise.resolve(this.freshness.stale),
    renew: () => {
      this.freshness.renewed += 1;
      this.freshness.stale = false;
      return Promise.resolve();
    }
  };
  readonly settings = {
    ready: Promise.resolve(),
    values: { mode: 'approve' } as Record<string, unknown>,
    changed: new Signal<object, void>({})
  };
  readonly bridge = new KernelBridge(
    this as unknown as Parts[0],
    { perform: () => Promise.resolve({ type: 'done' }) },
    this.freshness,
    this.settings
  );

  async join(): Promise<void> {
    mockWire.events.onJoined();
    await settled();
  }

  async hear(message: object): Promise<void> {
    mockWire.events.onData({ v: VERSION, client: this.bridge.client, ...message });
    await settled();
  }

  get heard(): (Exclude<ToKernel, Ack | Reply> & { stale?: boolean; id?: string })[] {
    return mockWire.sent.splice(0) as ReturnType<() => Stage['heard']>;
  }
}

const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);
const ATTACHED = { kind: 'attached', leader: true, why: '', elsewhere: '', notice: '' };
interface ITold {
  kind: string;
  revision: number;
}
const WIRE = join(__dirname, '../../../../tests/wire/to_page.json');
const TOLD = (JSON.parse(readFileSync(WIRE, 'utf-8')) as ITold[]).find(
  ({ kind }) => kind === 'progress'
)!;
const STALE = { kind: 'attached', leader: false, why: 'stale', elsewhere: '', notice: '' };

beforeEach(() => {
  jest.useFakeTimers();
  mockWire.sent.length = 0;
});
afterEach(() => jest.useRealTimers());

test('a page that joins says which notebook and cells it shows, until it is answered', async () => {
  const stage = new Stage();
  await stage.join();
  expect(stage.heard).toMatchObject([
    { kind: 'attach', path: 'folder/a.ipynb', cells: [{ id: 'c' }], stale: false }
  ]);
  await jest.advanceTimersByTimeAsync(2000);
  expect(stage.heard).toHaveLength(1);
  await stage.hear(ATTACHED);
  expect(stage.bridge.live).toMatchObject({
    phase: 'attached',
    leader: true,
    why: '',
    elsewhere: ''
  });
  await jest.advanceTimersByTimeAsync(4000);
  expect(stage.heard).toEqual([]);
});

test('joining several times while the file is looked at is one attach', async () => {
  const stage = new Stage();
  mockWire.events.onJoined();
  mockWire.events.onJoined();
  await settled();
  expect(stage.heard).toHaveLength(1);
});

test('a comm that is lost while the file is looked at is not attached to', async () => {
  const stage = new Stage();
  mockWire.events.onJoined();
  mockWire.events.onLost(false);
  await settled();
  expect(stage.heard).toEqual([]);
});

test('an older notebook that nobody changed is read again when no page serves', async () => {
  const stage = new Stage();
  stage.freshness.stale = true;
  await stage.join();
  expect(stage.heard).toMatchObject([{ stale: true }]);
  await stage.hear(STALE);
  expect(stage.freshness.renewed).toBe(1);
  expect(stage.heard).toMatchObject([{ stale: false }]);
});

test('an older notebook behind one that serves is left as it is', async () => {
  const stage = new Stage();
  stage.freshness.stale = true;
  await stage.join();
  await stage.hear({ kind: 'attached', leader: false, why: '', elsewhere: '', notice: '' });
  expect(stage.freshness.renewed).toBe(0);
  expect(stage.bridge.live).toMatchObject({ leader: false, why: '' });
});

test('with changes of its own the page waits, and serves when the user has read or saved the file', async () => {
  const stage = new Stage();
  stage.freshness.stale = true;
  stage.freshness.isClean = false;
  await stage.join();
  await stage.hear(STALE);
  expect(stage.freshness.renewed).toBe(0);
  expect(stage.bridge.live.why).toBe('stale');
  expect(stage.heard).toHaveLength(1);
  stage.freshness.stale = false;
  stage.fileChanged.emit(null);
  await settled();
  expect(stage.heard).toMatchObject([{ kind: 'attach', stale: false }]);
  await stage.hear(ATTACHED);
  stage.fileChanged.emit(null);
  await settled();
  expect(stage.heard).toEqual([]);
});

test('a command is repeated until the kernel answers it', async () => {
  const stage = new Stage();
  const verdict = stage.bridge.command({ name: 'pause', args: {} });
  await jest.advanceTimersByTimeAsync(2000);
  const [first, again] = stage.heard;
  expect(again).toEqual(first);
  await stage.hear({
    kind: 'accepted',
    id: first.id,
    ok: false,
    message: 'No session is running.'
  });
  await expect(verdict).resolves.toEqual({ ok: false, message: 'No session is running.' });
  expect(stage.bridge.live.notice).toBe('No session is running.');
});

test('the kernel is told the settings with the notebook, and again when they change', async () => {
  const stage = new Stage();
  stage.settings.changed.emit();
  await settled();
  expect(stage.heard).toEqual([]);
  await stage.join();
  expect(stage.heard).toMatchObject([{ kind: 'attach', settings: { mode: 'approve' } }]);
  await stage.hear({ ...ATTACHED, notice: 'JupyterLab settings: …' });
  expect(stage.bridge.live.notice).toBe('JupyterLab settings: …');
  stage.settings.values = { mode: 'auto' };
  stage.settings.changed.emit();
  await settled();
  expect(stage.heard).toMatchObject([{ kind: 'attach', settings: { mode: 'auto' } }]);
  await stage.hear(ATTACHED);
  expect(stage.bridge.live.notice).toBe('');
});

test('settings that change while a session runs are told when it has ended, once', async () => {
  const stage = new Stage();
  await stage.join();
  await stage.hear(ATTACHED);
  await stage.hear({ ...TOLD, status: 'running', revision: 1, base: 0, kept: {} });
  expect(stage.bridge.live.status).toBe('running');
  expect(stage.heard.filter(({ kind }) => kind === 'attach')).toHaveLength(1);
  stage.settings.values = { mode: 'auto' };
  stage.settings.changed.emit();
  stage.settings.changed.emit();
  await stage.hear({ ...TOLD, status: 'paused', revision: 2, base: 0, kept: {} });
  expect(stage.heard.filter(({ kind }) => kind === 'attach')).toEqual([]);
  await stage.hear({ ...TOLD, status: 'done', revision: 3, base: 0, kept: {} });
  const told = stage.heard.filter(({ kind }) => kind === 'attach');
  expect(told).toMatchObject([{ settings: { mode: 'auto' } }]);
  await stage.hear(ATTACHED);
  await stage.hear({ ...TOLD, status: 'done', revision: 4, base: 0, kept: {} });
  expect(stage.heard.filter(({ kind }) => kind === 'attach')).toEqual([]);
});

test('what is refused of a field is said there, not above the plan', async () => {
  const stage = new Stage();
  const verdict = stage.bridge.command({ name: 'set_model', args: { role: 'coder', model: 'x' } });
  const [{ id }] = stage.heard;
  await stage.hear({ kind: 'accepted', id, ok: false, message: 'No such model.' });
  await expect(verdict).resolves.toEqual({ ok: false, message: 'No such model.' });
  expect(stage.bridge.live.notice).toBe('');
});

test('a question is given the time that a model is given', async () => {
  const stage = new Stage();
  const answer = stage.bridge.command({ name: 'ask', args: { question: 'why?' } });
  await jest.advanceTimersByTimeAsync(300_000);
  const [{ id }] = stage.heard;
  await stage.hear({ kind: 'accepted', id, ok: true, message: 'because' });
  await expect(answer).resolves.toEqual({ ok: true, message: 'because' });
});

test('the last word is goodbye: nothing that fails because the page goes is told', async () => {
  const stage = new Stage();
  await stage.join();
  const verdict = stage.bridge.command({ name: 'pause', args: {} });
  stage.bridge.detach();
  await expect(verdict).resolves.toMatchObject({ ok: false });
  expect(stage.heard.at(-1)).toMatchObject({ kind: 'detach' });
  await stage.hear({ kind: 'ping', id: 'r-1' });
  await jest.advanceTimersByTimeAsync(4000);
  expect(stage.heard).toEqual([]);
});

test('what is meant for another page, or is no message, changes nothing', async () => {
  const stage = new Stage();
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  mockWire.events.onData({ v: VERSION, client: 'another', ...ATTACHED });
  mockWire.events.onData({ v: VERSION, kind: 'eval' });
  await settled();
  expect(stage.bridge.live.phase).toBe('absent');
  expect(warned).toHaveBeenCalledTimes(1);
  warned.mockRestore();
});

test('what a session tells is answered, and the first messages of what runs in it: else the server holds back what follows', async () => {
  const stage = new Stage();
  await stage.join();
  await stage.hear(ATTACHED);
  void stage.heard;
  mockWire.events.onBeat();
  expect(stage.heard).toEqual([]);

  mockWire.events.onData({ ...TOLD, status: 'running' });
  const pong = { kind: 'pong', id: '' };
  expect(stage.heard).toMatchObject([pong]);
  mockWire.events.onBeat();
  expect(stage.heard).toMatchObject([pong]);

  mockWire.events.onData({ ...TOLD, revision: TOLD.revision + 1, status: 'done' });
  void stage.heard;
  mockWire.events.onBeat();
  expect(stage.heard).toEqual([]);
});
