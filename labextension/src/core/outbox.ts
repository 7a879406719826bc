/** Sends what the kernel must hear and repeats it until settled. */
export class Outbox<M> {
  constructor(
    private readonly _send: (message: M) => void,
    private readonly _giveUp: (message: M) => void,
    private readonly _period = 2000,
    private readonly _tries = 15
  ) {}

  /** `tries`: for what takes its time to be answered. */
  post(id: string, message: M, tries = this._tries): void {
    this.settle(id);
    let left = tries;
    const attempt = (): void => {
      if (left === 0) {
        this.settle(id);
        this._giveUp(message);
        return;
      }
      left -= 1;
      this._send(message);
    };
    this._timers.set(id, setInterval(attempt, this._period));
    attempt();
  }

  /** Whether it is still said. */
  holds(id: string): boolean {
    return this._timers.has(id);
  }

  settle(id: string): void {
    clearInterval(this._timers.get(id));
    this._timers.delete(id);
  }

  clear(): void {
    [...this._timers.keys()].forEach(id => this.settle(id));
  }

  private readonly _timers = new Map<string, ReturnType<typeof setInterval>>();
}
