/** JupyterLab's typesetter, on an element that holds TeX as text. */
export type Typeset = (host: HTMLElement) => void | Promise<void>;

/** Milliseconds of a frame that are left to formulae: another one is begun only before. */
const SHARE = 2;
/** Milliseconds after which formulae are set though the page is not idle. */
const PATIENCE = 200;
/** Formulae that are kept as they were set. */
const KEPT = 500;

type SetFormulae = Map<string, readonly Node[]>;

const setBefore = new WeakMap<Typeset, SetFormulae>();

interface IJob {
  host: HTMLElement;
  source: string;
}

/** Sets formulae one after the other while the page is idle: none of them holds up what the user does. */
export class Typesetting {
  /** `onSet` is called when formulae were set, and may be higher than their text was. */
  constructor(
    private readonly _typeset: Typeset,
    private readonly _onSet: () => void
  ) {
    this._known = setBefore.get(_typeset) ?? new Map<string, readonly Node[]>();
    setBefore.set(_typeset, this._known);
  }

  /** Show a formula in an element, at once where it was set before; returns how to give it up. */
  show(host: HTMLElement, tex: string, display: boolean): () => void {
    const source = display ? `\\[${tex}\\]` : `\\(${tex}\\)`;
    const known = this._known.get(source);
    if (known) {
      host.replaceChildren(...known.map(node => node.cloneNode(true)));
      this._letScroll(host);
      return () => undefined;
    }
    host.textContent = tex;
    const job = { host, source };
    this._jobs.add(job);
    this._goOn();
    return () => this._jobs.delete(job);
  }

  private _goOn(): void {
    if (!this._waits && this._jobs.size > 0) {
      this._waits = true;
      whenIdle(() => {
        void this._work().finally(() => {
          this._waits = false;
          this._goOn();
        });
      });
    }
  }

  private async _work(): Promise<void> {
    const begun = performance.now();
    do {
      const [job] = this._jobs;
      if (job) {
        this._jobs.delete(job);
        await this._set(job);
      }
    } while (this._jobs.size > 0 && performance.now() - begun < SHARE);
    this._onSet();
  }

  private async _set({ host, source }: IJob): Promise<void> {
    host.textContent = source;
    try {
      await this._typeset(host);
    } catch (reason) {
      // It stays as its TeX; the others are set all the same.
      console.warn('rca: a formula cannot be set.', reason);
      return;
    }
    this._known.set(source, [...host.childNodes]);
    if (this._known.size > KEPT) {
      const [oldest] = this._known.keys();
      this._known.delete(oldest);
    }
    this._letScroll(host);
  }

  /** What is too wide scrolls by keyboard too. Looked at together: each look lays the page out. */
  private _letScroll(host: HTMLElement): void {
    if (this._wide.push(host) === 1) {
      queueMicrotask(() => {
        const isWide = this._wide.map(one => one.scrollWidth > one.clientWidth + 1);
        this._wide
          .splice(0)
          .filter((one, n) => isWide[n] && one.classList.contains('rca-mod-display'))
          .forEach(one => (one.tabIndex = 0));
      });
    }
  }

  private readonly _known: SetFormulae;
  private readonly _jobs = new Set<IJob>();
  private readonly _wide: HTMLElement[] = [];
  private _waits = false;
}

/** Once in a frame, where the browser says when it is idle: after what that frame has to do. */
function whenIdle(deed: () => void): void {
  requestAnimationFrame(() => {
    if (typeof requestIdleCallback === 'function') {
      requestIdleCallback(deed, { timeout: PATIENCE });
    } else {
      setTimeout(deed);
    }
  });
}
