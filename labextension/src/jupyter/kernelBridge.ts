import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IOperations } from '../core/dispatcher';
import { Dispatcher } from '../core/dispatcher';
import { sourceHash } from '../core/hash';
import type { ILiveState, Told } from '../core/liveState';
import { ABSENT, hear, isRunning, lacks } from '../core/liveState';
import { Outbox } from '../core/outbox';
import { decodeToPage } from '../protocol/decode';
import type {
  CommandCall,
  IAttach,
  IAttached,
  IProgress,
  ToKernel,
  ToPage
} from '../protocol/messages';
import { VERSION } from '../protocol/messages';
import { PACKAGE, strangerIn } from '../protocol/stranger';
import type { IVerdict } from '../tokens';
import { Asked, LOST } from './asked';
import { CommChannel } from './commChannel';
import type { ISessionSettings } from './sessionSettings';
import { NO_SETTINGS } from './sessionSettings';

/** Whether the page shows the notebook that the file holds. */
interface IFreshness {
  readonly isClean: boolean;
  isStale(): Promise<boolean>;
  renew(): Promise<void>;
}

const ATTACH = 'attach';
const CATCH_UP = 'catch-up';
/** Each is 2 s: a model is given 300 s for an answer, and is asked again where its connection fails. */
const TRIES_OF_A_QUESTION = 450;

/** The page's end of the wire for one notebook document, however many views show it. */
export class KernelBridge implements IDisposable {
  constructor(
    private readonly _context: DocumentRegistry.IContext<INotebookModel>,
    operations: IOperations,
    private readonly _freshness: IFreshness,
    private readonly _settings: ISessionSettings = NO_SETTINGS,
    private readonly _isFront: () => boolean = () => true
  ) {
    this._dispatcher = new Dispatcher(this.client, operations, message => this._send(message));
    this._channel = new CommChannel(_context.sessionContext, {
      onJoined: () => this.attach(),
      onData: data => this._receive(data),
      onBeat: () => {
        if (this._live.status === 'running') {
          this._letGoOn();
        }
      },
      onLost: searching => this._lose(searching)
    });
    _context.pathChanged.connect(this.attach, this);
    _context.fileChanged.connect(this._onFileChanged, this);
    _settings.changed?.connect(this._onSettingsChanged, this);
  }

  /** This page load and document, in the eyes of the kernel. */
  readonly client = UUID.uuid4();

  get live(): ILiveState {
    return this._live;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._outbox.clear();
      this._asked.forsake();
      this._channel.dispose();
      Signal.clearData(this);
    }
  }

  /** Tell the kernel that this page shows the notebook, and with which cells. */
  attach(): void {
    this._left = false;
    this._attaches = true;
    this._looking ??= this._look().finally(() => {
      this._looking = null;
    });
  }

  /** Give the lead away at once, so that another page need not wait for our silence. */
  detach(): void {
    this._attaches = false;
    this._outbox.clear();
    this._asked.forsake();
    this._send({ v: VERSION, kind: 'detach', client: this.client });
    // What fails from here on fails because the page goes; the next page is asked again.
    this._left = true;
  }

  /** Ask the kernel for what the user wants; repeated until it answers. Never rejects. */
  command(call: CommandCall): Promise<IVerdict> {
    const id = UUID.uuid4();
    this._update({ ...this._live, notice: '' });
    const answer = this._asked.add(id, call);
    const message = { v: VERSION, kind: 'command', client: this.client, id, ...call } as const;
    this._outbox.post(id, message, call.name === 'ask' ? TRIES_OF_A_QUESTION : undefined);
    return answer;
  }

  /** The user is about to choose a paper's part or a model. */
  look(): void {
    this._send({ v: VERSION, kind: 'look', client: this.client });
  }

  /** Settled when what the page shows has been told, where that is under way. */
  get told(): Promise<void> {
    return this._looking ?? Promise.resolve();
  }

  private async _look(): Promise<void> {
    await this._settings.ready;
    await this._context.ready;
    const stale = await this._freshness.isStale();
    if (this._attaches && !this._isDisposed && !this._live.stranger) {
      this._outbox.post(ATTACH, this._attachMessage(stale));
    }
  }

  /** Where no page serves and this one shows an older notebook than the file holds, it reads the file, unless
   * something of the user's would be lost. */
  private async _stand(attached: IAttached): Promise<void> {
    if (attached.why === 'stale' && this._freshness.isClean) {
      try {
        await this._freshness.renew();
        this.attach();
        return;
      } catch (reason) {
        console.warn('rca: the notebook could not be read again.', reason);
      }
    }
    this._hear(attached);
  }

  /** Read again or saved, the page may serve. */
  private _onFileChanged(): void {
    if (this._live.why === 'stale') {
      this.attach();
    }
  }

  /** A session goes on with what it began with: the next one is told, and this one left in peace. */
  private _onSettingsChanged(): void {
    this._unsaid = isRunning(this._live);
    if (this._attaches && !this._unsaid) {
      this.attach();
    }
  }

  private _attachMessage(stale: boolean): IAttach {
    const cells = this._context.model.sharedModel.cells.map(cell => ({
      id: cell.getId(),
      source_hash: sourceHash(cell.getSource())
    }));
    const { client } = this;
    const { localPath: path } = this._context;
    const { values: settings } = this._settings;
    const told = { client, path, cells, version: PACKAGE, stale, settings, front: this._isFront() };
    return { v: VERSION, kind: 'attach', ...told };
  }

  private _send(message: ToKernel): void {
    if (!this._left) {
      this._channel.send(message);
    }
  }

  private _receive(data: unknown): void {
    const stranger = strangerIn(data);
    if (stranger) {
      this._outbox.settle(ATTACH);
      this._update({ ...ABSENT, stranger });
      return;
    }
    try {
      this._act(decodeToPage(data));
    } catch (reason) {
      console.warn('rca:', reason);
    }
  }

  private _act(message: ToPage): void {
    if ('client' in message && message.client !== this.client) {
      return;
    }
    switch (message.kind) {
      case 'ping':
        this._send({ v: VERSION, kind: 'pong', client: this.client, id: message.id });
        break;
      case 'hello':
      case 'known':
        this._hear(message);
        break;
      case 'progress':
        this._letGoOn();
        this._hear(message);
        if (this._live.elsewhere === '') {
          this._catchUp(message);
        }
        break;
      case 'attached':
        this._outbox.settle(ATTACH);
        void this._stand(message);
        break;
      case 'accepted':
        this._outbox.settle(message.id);
        if (!this._asked.isAtField(message.id)) {
          this._hear(message);
        }
        this._asked.answer(message.id, message);
        break;
      default:
        this._dispatcher.handle(message);
    }
  }

  /**
   * The server sends a short message only when the browser has confirmed the one before, and a browser that has
   * nothing to say waits 40 ms with that (Nagle's algorithm, delayed acknowledgement).
   */
  private _letGoOn(): void {
    this._send({ v: VERSION, kind: 'pong', client: this.client, id: '' });
  }

  /** Ask for the whole, until it comes, where a message builds on one that never came. */
  private _catchUp(told: IProgress): void {
    if (!lacks(this._live, told)) {
      this._outbox.settle(CATCH_UP);
    } else if (!this._outbox.holds(CATCH_UP)) {
      const { client } = this;
      this._outbox.post(CATCH_UP, { v: VERSION, kind: 'catch_up', client });
    }
  }

  private _lose(searching: boolean): void {
    this._attaches = false;
    this._outbox.clear();
    this._dispatcher.reset();
    this._asked.forsake();
    this._update({ ...ABSENT, phase: searching ? 'searching' : 'absent' });
  }

  private _hear(told: Told): void {
    this._update(hear(this._live, told));
  }

  private _unanswered(message: ToKernel): void {
    const id = message.kind === 'command' ? message.id : '';
    if (!this._asked.isAtField(id)) {
      this._update({ ...this._live, notice: LOST.message });
    }
    this._asked.answer(id, LOST);
  }

  private _update(live: ILiveState): void {
    if (live !== this._live) {
      this._live = live;
      this._changed.emit();
      if (this._unsaid) {
        this._onSettingsChanged();
      }
    }
  }

  private _live: ILiveState = ABSENT;
  private _isDisposed = false;
  private _left = false;
  private _attaches = false;
  /** Whether settings changed since the session began. */
  private _unsaid = false;
  private _looking: Promise<void> | null = null;
  private readonly _asked = new Asked();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _outbox = new Outbox<ToKernel>(
    message => this._send(message),
    message => this._unanswered(message)
  );
  private readonly _dispatcher: Dispatcher;
  private readonly _channel: CommChannel;
}
