import type { INotebookLinks } from '../tokens';
import { announcement } from './announcement';
import type { IWords } from './wording';

/** A live region on the page itself: it speaks while the panel is closed, too. */
export class Announcer {
  constructor(
    private readonly _links: INotebookLinks,
    private readonly _words: IWords
  ) {
    this._node.className = 'rca-Announcer';
    this._node.setAttribute('role', 'status');
    this._node.setAttribute('aria-live', 'polite');
    document.body.append(this._node);
    _links.changed.connect(() => this._say());
    this._say();
  }

  private _say(): void {
    const link = this._links.current;
    const text = link ? announcement(link.state, this._words) : '';
    if (text !== this._node.textContent) {
      this._node.textContent = text;
    }
  }

  private readonly _node = document.createElement('div');
}
