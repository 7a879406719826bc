import { YNotebook } from '@jupyter/ydoc';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { LIVE } from '../../core/__tests__/fixture';
import type { ToKernel } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import type { IChannelEvents } from '../commChannel';
import { NotebookLinks } from '../notebookLinks';

interface IWire {
  events: IChannelEvents;
  sent: ToKernel[];
}
const mockWires = new Map<object, IWire>();
jest.mock('../commChannel', () => ({
  CommChannel: class {
    constructor(session: object, events: IChannelEvents) {
      this.wire = { events, sent: [] };
      mockWires.set(session, this.wire);
    }
    send(message: ToKernel): void {
      this.wire.sent.push(message);
    }
    dispose(): void {}
    readonly wire: IWire;
  }
}));

/** A notebook and one view of it. */
class Paper {
  constructor(name: string) {
    const document = YNotebook.create();
    const session = { kernel: { id: 'shared' } };
    const sessionContext = { disposed: new Signal<object, void>({}), session };
    this.session = sessionContext;
    this.context = {
      path: `folder/${name}`,
      localPath: `folder/${name}`,
      ready: Promise.resolve(),
      sessionContext,
      contentsModel: null,
      save: () => Promise.resolve(),
      disposed: new Signal<object, void>({}),
      pathChanged: new Signal<object, string>({}),
      fileChanged: new Signal<object, void>({}),
      saveState: new Signal<object, string>({}),
      model: {
        collaborative: true,
        sharedModel: document,
        metadataChanged: new Signal<object, void>({})
      }
    };
    const content = { model: null };
    const disposed = new Signal<object, void>({});
    this.panel = { context: this.context, content, disposed, isVisible: true };
  }

  get wire(): IWire {
    return mockWires.get(this.session)!;
  }

  tell(client: string, waiting: object | null): void {
    const head = {
      v: VERSION,
      kind: 'progress',
      session: 's',
      base: 0,
      kept: {},
      step: '',
      action: ''
    };
    const live = { ...LIVE, waiting };
    this.revision += 1;
    const data = { ...head, revision: this.revision, status: 'running', block: {}, live };
    this.wire.events.onData({
      v: VERSION,
      kind: 'attached',
      client,
      leader: true,
      why: '',
      elsewhere: '',
      notice: ''
    });
    this.wire.events.onData(data);
  }

  readonly session;
  readonly context;
  readonly panel;
  private revision = 0;
}

/** Two notebooks; the user works in the first. */
function desk(): {
  links: NotebookLinks;
  a: Paper;
  b: Paper;
  heard: string[];
  bringForward: (paper: Paper) => void;
} {
  const [a, b] = [new Paper('a.ipynb'), new Paper('b.ipynb')];
  const tracker = {
    currentWidget: a.panel,
    activeCell: null,
    forEach: (visit: (panel: unknown) => void) => [a, b].forEach(({ panel }) => visit(panel)),
    widgetAdded: new Signal<object, unknown>({}),
    currentChanged: new Signal<object, unknown>({}),
    activeCellChanged: new Signal<object, unknown>({})
  };
  const services = { executor: {}, contents: { get: () => Promise.reject(new Error('none')) } };
  const links = new NotebookLinks(
    tracker as unknown as INotebookTracker,
    services as unknown as ConstructorParameters<typeof NotebookLinks>[1]
  );
  const heard: string[] = [];
  links.changed.connect(() => heard.push('current'));
  links.anyChanged.connect(() => heard.push('any'));
  const bringForward = ({ panel }: Paper): void => {
    tracker.currentWidget = panel;
    tracker.currentChanged.emit(panel);
  };
  return { links, a, b, heard, bringForward };
}

const linkOf = (links: NotebookLinks, { panel }: Paper): NonNullable<typeof found> => {
  const found = links.of(panel as unknown as NotebookPanel);
  return found!;
};
const ASK = { kind: 'question', id: 'q-1', step: '', question: 'Which?', options: [], default: '' };

test('what a notebook behind another is asked is told, and of which notebook', async () => {
  const { links, b, heard } = desk();
  await Promise.resolve();
  heard.length = 0;
  b.tell(linkOf(links, b).id, ASK);
  expect(heard).toContain('any');
  expect(heard).not.toContain('current');
  expect(links.all.map(({ name, waiting }) => [name, waiting?.id ?? null])).toEqual([
    ['a.ipynb', null],
    ['b.ipynb', 'q-1']
  ]);
  expect(links.current?.waiting).toBeNull();
});

test('views of one document share a link, and the one on screen runs its cells', () => {
  const { links, a } = desk();
  const link = linkOf(links, a);
  expect(link.view).toBe(a.panel);
  a.panel.disposed.emit();
  expect(link.view).toBeNull();
});

test('closing says goodbye while there is a connection to say it on', async () => {
  const { links, a, heard } = desk();
  await Promise.resolve();
  a.session.disposed.emit();
  expect(a.wire.sent.map(({ kind }) => kind)).toContain('detach');
  heard.length = 0;
  a.context.disposed.emit();
  expect(heard).toEqual(['any', 'current']);
  expect(links.all.map(({ name }) => name)).toEqual(['b.ipynb']);
});

test('a page that follows asks for nothing but a stop', async () => {
  const { links, a } = desk();
  const link = linkOf(links, a);
  const attached = {
    v: VERSION,
    kind: 'attached',
    client: link.id,
    leader: false,
    why: '',
    elsewhere: '',
    notice: ''
  };
  a.wire.events.onData(attached);
  expect(link.state.follows).toBe(true);
  await expect(link.command({ name: 'pause', args: {} })).resolves.toEqual({
    ok: false,
    message: ''
  });
  void link.command({ name: 'stop', args: {} });
  expect(a.wire.sent.map(({ kind }) => kind)).toEqual(['command']);
  a.session.disposed.emit();
});

test('a cell is rerun by the agent where there is one, else as any cell, with the reason if it cannot', async () => {
  const { links, a } = desk();
  const link = linkOf(links, a);
  await expect(link.rerun('c')).rejects.toThrow('No view of the notebook is open');
  a.wire.events.onData({
    v: VERSION,
    kind: 'attached',
    client: link.id,
    leader: true,
    why: '',
    elsewhere: '',
    notice: ''
  });
  const rerun = link.rerun('c');
  const command = a.wire.sent.find(({ kind }) => kind === 'command') as { id: string };
  expect(command).toMatchObject({ name: 'rerun_cell', args: { cell_id: 'c' } });
  const accepted = { v: VERSION, kind: 'accepted', client: link.id, ok: true, message: '' };
  a.wire.events.onData({ ...accepted, id: command.id });
  await rerun;
});

test('of notebooks on one kernel, that in front says so, after the others have said that they are not', async () => {
  const { links, a, b, bringForward } = desk();
  const order: string[] = [];
  for (const { wire, context } of [a, b]) {
    wire.sent.push = (...sent) => {
      const [told] = sent;
      return order.push(`${context.path} ${String('front' in told && told.front)}`);
    };
  }
  const attached = { v: VERSION, kind: 'attached', leader: false, why: '', notice: '' };
  const [first, second] = [linkOf(links, a).id, linkOf(links, b).id];
  a.wire.events.onData({ ...attached, client: first, leader: true, elsewhere: '' });
  bringForward(b);
  await new Promise(resolve => setTimeout(resolve));
  expect(order).toEqual([]);
  b.wire.events.onData({ ...attached, client: second, elsewhere: 'a.ipynb' });
  bringForward(b);
  await new Promise(resolve => setTimeout(resolve));
  expect(order).toEqual(['folder/a.ipynb false', 'folder/b.ipynb true']);
});
