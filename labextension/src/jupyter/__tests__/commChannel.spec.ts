import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { ToKernel } from '../../protocol/messages';
import { SAID } from '../../protocol/messages';
import { CommChannel } from '../commChannel';

/** A connection that keeps the requests sent on it. */
class Connection {
  readonly connectionStatusChanged = new Signal<this, Kernel.ConnectionStatus>(this);
  readonly iopubMessage = new Signal<this, unknown>(this);
  handleComms = true;
  readonly asked: { msgType: string; isDisposed: boolean; onReply?: (reply: unknown) => void }[] =
    [];
  connectionStatus: Kernel.ConnectionStatus = 'connecting';
  isDisposed = false;
  readonly clones: Connection[] = [];
  registerCommTarget(): void {}
  removeCommTarget(): void {}
  hasComm(): boolean {
    return false;
  }
  createComm(_: string, commId: string): object {
    if (!this.handleComms) {
      throw new Error('Comms are disabled on this kernel connection');
    }
    return { commId };
  }
  say(msg_type: string, content: object): void {
    this.iopubMessage.emit({ header: { msg_type }, content });
  }
  sendControlMessage({ header }: { header: { msg_type: string } }): object {
    const future = {
      ...{ msgType: header.msg_type, isDisposed: false },
      dispose: (): void => void (future.isDisposed = true)
    };
    this.asked.push(future);
    return future;
  }
  clone(): Connection {
    this.clones.push(new Connection());
    return this.clones.at(-1)!;
  }
  dispose(): void {
    this.isDisposed = true;
  }
  connect(): void {
    this.connectionStatus = 'connected';
    this.connectionStatusChanged.emit('connected');
  }
  answer(...ids: string[]): void {
    const comms = Object.fromEntries(ids.map(id => [id, {}]));
    this.asked.at(-1)!.onReply!({ content: { status: 'ok', comms } });
  }
}

/** A kernel and its session as far as the channel looks at them. */
class Stage {
  readonly kernelChanged = new Signal<this, { newValue: Kernel.IKernelConnection | null }>(this);
  readonly statusChanged = new Signal<this, Kernel.Status>(this);
  readonly connectionStatusChanged = new Signal<this, Kernel.ConnectionStatus>(this);
  readonly iopubMessage = new Signal<this, object>(this);
  isReady = false;
  session: { kernel: Kernel.IKernelConnection } | null = null;
  readonly heard: string[] = [];
  readonly told: unknown[] = [];
  readonly kernel = new Connection();

  open(): CommChannel {
    return new CommChannel(this as unknown as ISessionContext, {
      onJoined: () => this.heard.push('joined'),
      onData: data => this.told.push(data),
      onBeat: () => this.heard.push('beat'),
      onLost: searching => this.heard.push(searching ? 'searching' : 'lost')
    });
  }

  start(): void {
    const newValue = this.kernel as unknown as Kernel.IKernelConnection;
    this.kernelChanged.emit({ newValue });
  }

  connect(): void {
    this.kernel.connect();
    this.connectionStatusChanged.emit('connected');
  }
}

let stage: Stage;
let channel: CommChannel;
beforeEach(() => {
  jest.useFakeTimers();
  stage = new Stage();
  channel = stage.open();
});
afterEach(() => {
  channel.dispose();
  jest.useRealTimers();
});

describe('looking for the session in a kernel', () => {
  it('goes on from the first moment of a page, and ends where no kernel comes', () => {
    expect(stage.heard.at(-1)).toBe('searching');
    jest.advanceTimersByTime(5000);
    expect(stage.heard.at(-1)).toBe('lost');
  });

  it('asks when the socket is open, not before, and once where the kernel answers', () => {
    stage.start();
    expect(stage.kernel.asked).toHaveLength(0);
    stage.connect();
    stage.kernel.answer('a-comm');
    expect(stage.heard.at(-1)).toBe('joined');
    jest.advanceTimersByTime(10_000);
    expect(stage.kernel.asked).toHaveLength(1);
    expect(stage.kernel.clones).toHaveLength(0);
    expect(stage.heard.at(-1)).toBe('joined');
  });

  it('goes by a connection of its own where a busy kernel would be asked 3 s late', () => {
    stage.start();
    stage.connect();
    jest.advanceTimersByTime(400);
    const [own] = stage.kernel.clones;
    own.connect();
    own.answer('a-comm');
    expect(stage.heard.at(-1)).toBe('joined');
    expect(channel.send({} as ToKernel)).toBe(true);
    expect([own.asked.length, stage.kernel.asked.length]).toEqual([2, 1]);
    stage.kernel.answer('a-comm');
    expect(own.isDisposed).toBe(true);
    channel.send({} as ToKernel);
    expect([own.asked.length, stage.kernel.asked.length]).toEqual([2, 2]);
  });

  it('gives that connection back, and up, where nothing answers', () => {
    stage.start();
    stage.connect();
    jest.advanceTimersByTime(5000);
    expect(stage.kernel.clones[0].isDisposed).toBe(true);
    expect(stage.heard.at(-1)).toBe('lost');
  });

  it('is over at once where the kernel has no session', () => {
    stage.start();
    stage.connect();
    stage.kernel.answer();
    expect(stage.heard.at(-1)).toBe('lost');
  });
});

it('says what a kernel of any version hears as such, the rest in a type around which none is busy', () => {
  stage.start();
  stage.connect();
  stage.kernel.answer('a-comm');
  channel.send({ kind: 'attach' } as ToKernel);
  channel.send({ kind: 'pong' } as ToKernel);
  expect(stage.kernel.asked.slice(1)).toMatchObject([
    { msgType: 'comm_msg', isDisposed: false },
    { msgType: SAID, isDisposed: true }
  ]);
});

it('tells of the first messages about what runs, and of none before it runs or after', () => {
  const says = (msg_type: string, content: object): void =>
    stage.iopubMessage.emit({ header: { msg_type }, content });
  const beats = (): number => stage.heard.splice(0).filter(what => what === 'beat').length;
  says('stream', { text: 'before' });
  expect(beats()).toBe(0);
  says('status', { execution_state: 'busy' });
  says('execute_input', {});
  says('stream', { text: 'a' });
  expect(beats()).toBe(3);
  Array.from({ length: 100 }, () => says('stream', { text: 'b' }));
  expect(beats()).toBe(1);
  says('status', { execution_state: 'busy' });
  says('status', { execution_state: 'idle' });
  says('stream', { text: 'after' });
  expect(beats()).toBe(1);
});

describe('the second connection of a window to a kernel, which has no comms', () => {
  beforeEach(() => {
    stage.kernel.handleComms = false;
    stage.start();
    stage.connect();
  });
  const told = (comm_id: string, data: unknown): void =>
    stage.kernel.say('comm_msg', { comm_id, data });

  it('hears what the kernel says to all, and speaks', () => {
    stage.kernel.answer('a-comm');
    expect(stage.heard.at(-1)).toBe('joined');
    told('a-comm', 'ours');
    told('another', 'not ours');
    expect(stage.told).toEqual(['ours']);
    expect(channel.send({ kind: 'pong' } as ToKernel)).toBe(true);
    stage.kernel.say('comm_close', { comm_id: 'another' });
    expect(stage.heard.at(-1)).toBe('joined');
    stage.kernel.say('comm_close', { comm_id: 'a-comm' });
    expect(stage.heard.at(-1)).toBe('lost');
  });

  it('hears that the kernel greets', () => {
    stage.kernel.say('comm_open', { comm_id: 'w', target_name: 'widgets', data: 'not ours' });
    expect(stage.heard.at(-1)).toBe('searching');
    stage.kernel.say('comm_open', { comm_id: 'a-comm', target_name: 'rca_kernel', data: 'hello' });
    expect([stage.heard.at(-1), ...stage.told]).toEqual(['joined', 'hello']);
  });

  it('goes over to the comm of a kernel that was started again, whose greeting it missed', () => {
    stage.kernel.answer('a-comm');
    told('widgets', { method: 'update' });
    expect(stage.told).toEqual([]);
    const data = { v: 4, kind: 'attached' };
    told('new-comm', data);
    expect([stage.heard.slice(-2), stage.told]).toEqual([['lost', 'joined'], [data]]);
  });

  it('hears nothing of a kernel that it has left', () => {
    stage.kernel.answer('a-comm');
    stage.kernelChanged.emit({ newValue: null });
    told('a-comm', 'late');
    expect(stage.told).toEqual([]);
  });
});
