import type { Ack, ErrorCode, Reply, Request, Result } from '../protocol/messages';
import { VERSION } from '../protocol/messages';

/** Why a request was not done; becomes the `error` of its reply. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string
  ) {
    super(message);
  }
}

export const NO_KERNEL = 'The notebook has no kernel; start one, then run again.';
export const NO_VIEW = 'No view of the notebook is open; open it, then try again.';
export const INPUT_WAITS = 'A cell waits for input; answer it, then run again.';

/** Does what a request asks. Idempotent by content; throws Refusal. */
export interface IOperations {
  perform(request: Request): Promise<Result>;
}

/**
 * How a request takes its turn: `now` waits for nothing; `turn` waits for the requests before it and
 * holds up those after it; `start` waits too, but holds up nothing while it lasts.
 */
const PACE: Record<Request['kind'], 'now' | 'turn' | 'start'> = {
  read_notebook: 'now',
  reveal_cell: 'now',
  insert_cell: 'turn',
  edit_cell: 'turn',
  delete_cell: 'turn',
  write_memory: 'turn',
  run_cell: 'start',
  save: 'start'
};

/** What lasts longer than a look at the notebook; the reply of any other says that it came. */
const LASTING: readonly Request['kind'][] = ['run_cell', 'save', 'reveal_cell'];

const REMEMBERED = 200;

/** Does each request once however often it comes, and repeats the reply; acknowledges one that lasts. */
export class Dispatcher {
  constructor(
    private readonly _client: string,
    private readonly _operations: IOperations,
    private readonly _send: (message: Ack | Reply) => void
  ) {}

  handle(request: Request): void {
    const known = this._answers.get(request.id) ?? 'new';
    if (known === 'pending' || (known === 'new' && LASTING.includes(request.kind))) {
      this._send({ v: VERSION, kind: 'ack', client: this._client, id: request.id });
    }
    if (known === 'new') {
      this._answers.set(request.id, 'pending');
      this._schedule(request);
    } else if (known !== 'pending') {
      this._send(known);
    }
  }

  /** Forget the ids: another kernel process counts anew. Replies under way are dropped. */
  reset(): void {
    this._answers = new Map();
    this._tail = Promise.resolve();
  }

  private _schedule(request: Request): void {
    const answers = this._answers;
    const serve = (): Promise<void> => this._serve(request, answers);
    switch (PACE[request.kind]) {
      case 'now':
        void serve();
        break;
      case 'turn':
        this._tail = this._tail.then(serve);
        break;
      case 'start':
        this._tail = this._tail.then(() => void serve());
        break;
    }
  }

  private async _serve(request: Request, answers: Answers): Promise<void> {
    const reply = await this._answer(request);
    if (answers !== this._answers) {
      return;
    }
    answers.delete(request.id);
    if (request.kind !== 'read_notebook') {
      // A notebook read again is newer, and too big to keep.
      answers.set(request.id, reply);
      this._trim();
    }
    this._send(reply);
  }

  private async _answer(request: Request): Promise<Reply> {
    const head = { v: VERSION, kind: 'reply', client: this._client, id: request.id } as const;
    try {
      return { ...head, ok: true, result: await this._operations.perform(request) };
    } catch (reason) {
      const code = reason instanceof Refusal ? reason.code : 'failed';
      const message = reason instanceof Error ? reason.message : String(reason);
      return { ...head, ok: false, error: { code, message } };
    }
  }

  private _trim(): void {
    for (const [id, answer] of this._answers) {
      if (this._answers.size <= REMEMBERED) {
        return;
      }
      if (answer !== 'pending') {
        this._answers.delete(id);
      }
    }
  }

  private _answers: Answers = new Map();
  private _tail: Promise<void> = Promise.resolve();
}

type Answers = Map<string, Reply | 'pending'>;
