import { Message, MessageLoop } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { closingPlugin } from '../closing';

let answer: (said: object) => void;
const asked: string[] = [];
const mockAsk = (title: string): Promise<object> => {
  asked.push(title);
  return new Promise(resolve => (answer = resolve));
};
jest.mock('@jupyterlab/apputils', () => ({
  Dialog: {
    cancelButton: (made: object) => made,
    okButton: (made: object) => made,
    warnButton: (made: object) => made
  },
  showDialog: ({ title }: { title: string }) => mockAsk(title)
}));
jest.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));
jest.mock('@jupyterlab/settingregistry', () => ({ ISettingRegistry: {} }));
jest.mock('@jupyterlab/translation', () => ({
  ITranslator: {},
  nullTranslator: { load: () => ({ __: (text: string) => text }) }
}));

/** A notebook in its last view. */
class Stage {
  readonly saveState = new Signal<this, string>(this);
  readonly context = { ready: Promise.resolve(), saveState: this.saveState };
  readonly commands: string[] = [];
  isDisposed = false;
  closed = 0;
  running = false;
  saving: Promise<void> | null = null;

  async open(): Promise<void> {
    const tracker = {
      forEach: (visit: (panel: this) => void) => visit(this),
      filter: () => [this],
      widgetAdded: { connect: () => undefined }
    };
    const link = {
      command: ({ name }: { name: string }) => {
        this.commands.push(name);
        return Promise.resolve({ ok: true, message: '' });
      }
    };
    const of = (): object => ({ ...link, state: { running: this.running }, saving: this.saving });
    void closingPlugin.activate({ commands: {} } as never, tracker, { of }, null, null);
    await jest.advanceTimersByTimeAsync(0);
  }

  ask(): void {
    MessageLoop.sendMessage(this, new Message('close-request'));
  }

  processMessage(): void {
    this.isDisposed = true;
  }

  close(): void {
    this.closed += 1;
    this.ask();
  }
}

beforeEach(() => {
  jest.useFakeTimers();
  asked.length = 0;
});
afterEach(() => jest.useRealTimers());

test('a notebook in which nothing runs closes at once', async () => {
  const stage = new Stage();
  await stage.open();
  stage.ask();
  expect(stage.isDisposed).toBe(true);
});

test('a save underway is waited for', async () => {
  const stage = new Stage();
  await stage.open();
  let end = (): void => undefined;
  stage.saving = new Promise(resolve => (end = resolve));
  stage.ask();
  await jest.advanceTimersByTimeAsync(1000);
  expect(stage.isDisposed).toBe(false);
  end();
  await jest.advanceTimersByTimeAsync(0);
  expect(stage.isDisposed).toBe(true);
});

test('a save that never ends does not keep the notebook open, however often it is closed', async () => {
  const stage = new Stage();
  await stage.open();
  stage.saving = new Promise(() => undefined);
  for (let times = 0; times < 3; times += 1) {
    stage.ask();
  }
  await jest.advanceTimersByTimeAsync(3999);
  expect(stage.isDisposed).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  expect([stage.isDisposed, stage.closed]).toEqual([true, 1]);
});

test('a running session asks once; who stays may ask again', async () => {
  const stage = new Stage();
  stage.running = true;
  await stage.open();
  stage.ask();
  stage.ask();
  expect(asked).toHaveLength(1);
  answer({ button: { accept: false, label: 'Cancel' } });
  await jest.advanceTimersByTimeAsync(0);
  expect(stage.isDisposed).toBe(false);
  stage.ask();
  expect(asked).toHaveLength(2);
});

test('"Stop and Close" stops the session and waits for its last save', async () => {
  const stage = new Stage();
  stage.running = true;
  await stage.open();
  stage.ask();
  answer({ button: { accept: true, label: 'Stop and Close' } });
  await jest.advanceTimersByTimeAsync(100);
  expect([stage.commands, stage.isDisposed]).toEqual([['stop'], false]);
  await jest.advanceTimersByTimeAsync(4000);
  expect(stage.isDisposed).toBe(true);
});
