import { Signal } from '@lumino/signaling';
import { Freshness } from '../freshness';

const EARLY = '2026-01-02T03:04:05.000Z';
const LATE = '2026-01-02T03:04:09.000Z';
type File = { hash?: string; last_modified: string };
type Parts = ConstructorParameters<typeof Freshness>;

/** A document that was read from a file, and the file. */
class Stage {
  readonly cells = [{ getId: () => 'a', getSource: () => this.source, cell_type: 'markdown' }];
  readonly model = { collaborative: false, dirty: false, sharedModel: { cells: this.cells } };
  readonly path = 'a.ipynb';
  readonly ready = Promise.resolve();
  readonly saveState = new Signal<this, string>(this);
  readonly fileChanged = new Signal<this, unknown>(this);
  source = 'first';
  read: File = { hash: '1', last_modified: EARLY };
  onDisk: File = { hash: '1', last_modified: EARLY };
  get contentsModel(): File {
    // JupyterLab gives a copy.
    return { ...this.read };
  }
  underway: Promise<void> | null = null;
  asked = 0;
  readonly freshness = new Freshness(
    this as unknown as Parts[0],
    { get: () => this.get() } as unknown as Parts[1],
    this
  );

  get = (): Promise<File> => {
    this.asked += 1;
    return Promise.resolve(this.onDisk);
  };

  revert(): Promise<void> {
    this.read = this.onDisk;
    this.model.dirty = true;
    return Promise.resolve();
  }
}

test('a page that shows what the file holds is not stale', async () => {
  const stage = new Stage();
  await expect(stage.freshness.isStale()).resolves.toBe(false);
  stage.onDisk = { hash: '1', last_modified: LATE };
  await expect(stage.freshness.isStale()).resolves.toBe(false);
});

test('a file written since makes the page stale, by its hash or else by its time', async () => {
  const stage = new Stage();
  stage.onDisk = { hash: '2', last_modified: EARLY };
  await expect(stage.freshness.isStale()).resolves.toBe(true);
  stage.read = { last_modified: EARLY };
  stage.onDisk = { last_modified: '2026-01-02T03:04:05.400Z' };
  await expect(stage.freshness.isStale()).resolves.toBe(false);
  stage.onDisk = { last_modified: LATE };
  await expect(stage.freshness.isStale()).resolves.toBe(true);
});

test('a document that all pages share is never stale', async () => {
  const stage = new Stage();
  stage.model.collaborative = true;
  stage.onDisk = { hash: '2', last_modified: LATE };
  await expect(stage.freshness.isStale()).resolves.toBe(false);
  expect(stage.asked).toBe(0);
});

test('a save of its own that has written the file makes no page stale', async () => {
  const stage = new Stage();
  let end = (): void => undefined;
  stage.underway = new Promise(resolve => (end = resolve));
  stage.onDisk = { hash: '2', last_modified: LATE };
  const stale = stage.freshness.isStale();
  stage.underway = null;
  stage.read = stage.onDisk;
  end();
  await expect(stale).resolves.toBe(false);
});

test('a save that begins while the server is asked is waited for', async () => {
  const stage = new Stage();
  stage.onDisk = { hash: '2', last_modified: LATE };
  const answer = stage.get;
  stage.get = () => {
    stage.get = answer;
    stage.read = stage.onDisk;
    return Promise.resolve(stage.onDisk);
  };
  await expect(stage.freshness.isStale()).resolves.toBe(false);
  expect(stage.asked).toBe(1);
});

test('where the server cannot tell, or not in time, the page takes its own for the file', async () => {
  const stage = new Stage();
  stage.get = () => Promise.reject(new Error('404'));
  await expect(stage.freshness.isStale()).resolves.toBe(false);
  jest.useFakeTimers();
  stage.get = () => new Promise(() => undefined);
  const stale = stage.freshness.isStale();
  await jest.advanceTimersByTimeAsync(3000);
  await expect(stale).resolves.toBe(false);
  jest.useRealTimers();
});

test('metadata that JupyterLab writes on opening leaves a page clean, what the user writes does not', async () => {
  const stage = new Stage();
  await stage.ready;
  stage.model.dirty = true;
  expect(stage.freshness.isClean).toBe(true);
  stage.source = "the user's own";
  expect(stage.freshness.isClean).toBe(false);
});

test('after a save only an unchanged document is clean', async () => {
  const stage = new Stage();
  await stage.ready;
  stage.saveState.emit('completed');
  expect(stage.freshness.isClean).toBe(true);
  stage.model.dirty = true;
  expect(stage.freshness.isClean).toBe(false);
});

test('a page reads the same file once, whatever the server then tells of it', async () => {
  const stage = new Stage();
  stage.onDisk = { hash: '2', last_modified: LATE };
  await expect(stage.freshness.isStale()).resolves.toBe(true);
  await stage.freshness.renew();
  expect(stage.freshness.isClean).toBe(true);
  stage.read = { hash: '3', last_modified: LATE };
  await expect(stage.freshness.isStale()).resolves.toBe(false);
  stage.onDisk = { hash: '4', last_modified: LATE };
  await expect(stage.freshness.isStale()).resolves.toBe(true);
});
