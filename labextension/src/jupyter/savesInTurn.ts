interface ISaved {
  save(): Promise<void>;
}

/**
 * Saves of a document, one after another. JupyterLab takes the end of one save, met by the beginning of the
 * next, for another program's change on disk and asks the user whether to overwrite it: the user's, the
 * agent's and the automatic saves of a notebook meet often.
 */
export class SavesInTurn {
  constructor(document: ISaved) {
    const save = document.save.bind(document);
    document.save = () => this._queue(save);
  }

  /** Settled when the saves asked for so far have ended; null where there is none. */
  get underway(): Promise<void> | null {
    return this._last;
  }

  private _queue(save: () => Promise<void>): Promise<void> {
    const saved = this._last ? this._last.then(save) : save();
    const ended = saved.then(
      () => undefined,
      () => undefined
    );
    const last = ended.then(() => {
      this._last = this._last === last ? null : this._last;
    });
    this._last = last;
    return saved;
  }

  private _last: Promise<void> | null = null;
}
