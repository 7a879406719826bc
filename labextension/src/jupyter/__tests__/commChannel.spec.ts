import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { CommChannel } from '../commChannel';

/** A kernel and its session as far as the channel looks at them. */
class Stage {
  readonly kernelChanged = new Signal<this, { newValue: Kernel.IKernelConnection | null }>(this);
  readonly statusChanged = new Signal<this, Kernel.Status>(this);
  readonly connectionStatusChanged = new Signal<this, Kernel.ConnectionStatus>(this);
  isReady = false;
  session: { kernel: Kernel.IKernelConnection } | null = null;
  readonly asked: { onReply?: (reply: unknown) => void }[] = [];
  readonly heard: string[] = [];
  readonly kernel = {
    ...{ connectionStatus: 'connecting', isDisposed: false, clientId: 'c', username: 'u' },
    registerCommTarget: () => undefined,
    removeCommTarget: () => undefined,
    hasComm: () => false,
    createComm: (_: string, commId: string) => ({ commId }),
    sendControlMessage: () => {
      this.asked.push({});
      return this.asked.at(-1);
    }
  };

  open(): CommChannel {
    return new CommChannel(this as unknown as ISessionContext, {
      onJoined: () => this.heard.push('joined'),
      onData: () => undefined,
      onLost: searching => this.heard.push(searching ? 'searching' : 'lost')
    });
  }

  start(): void {
    const newValue = this.kernel as unknown as Kernel.IKernelConnection;
    this.kernelChanged.emit({ newValue });
  }

  connect(): void {
    this.kernel.connectionStatus = 'connected';
    this.connectionStatusChanged.emit('connected');
  }

  answer(...ids: string[]): void {
    const comms = Object.fromEntries(ids.map(id => [id, {}]));
    this.asked.at(-1)!.onReply!({ content: { status: 'ok', comms } });
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

  it('asks when the socket is open, not before, for a busy kernel would be asked 3 s late', () => {
    stage.start();
    expect(stage.asked).toHaveLength(0);
    stage.connect();
    expect(stage.asked).toHaveLength(1);
    stage.answer('a-comm');
    expect(stage.heard.at(-1)).toBe('joined');
    jest.advanceTimersByTime(10_000);
    expect(stage.asked).toHaveLength(1);
    expect(stage.heard.at(-1)).toBe('joined');
  });

  it('asks again where no answer comes, and gives up', () => {
    stage.start();
    stage.connect();
    jest.advanceTimersByTime(2000);
    expect(stage.asked).toHaveLength(2);
    jest.advanceTimersByTime(3000);
    expect(stage.heard.at(-1)).toBe('lost');
  });

  it('is over at once where the kernel has no session', () => {
    stage.start();
    stage.connect();
    stage.answer();
    expect(stage.heard.at(-1)).toBe('lost');
  });
});
