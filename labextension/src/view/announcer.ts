import type { INotebookLink, INotebookLinks } from '../tokens';
import { announcement, askText } from './announcement';
import type { INames } from './named';
import { namesOf } from './named';
import type { IWords } from './wording';

/** Live regions on the page itself: they speak while the panel is closed, too. */
export class Announcer {
  constructor(
    private readonly _links: INotebookLinks,
    private readonly _words: IWords
  ) {
    _links.changed.connect(() => this._say());
    _links.changed.connect(() => this._call());
    _links.anyChanged.connect(() => this._call());
    this._say();
    this._call();
  }

  /** How the current notebook stands. */
  private _say(): void {
    const link = this._links.current;
    speak(this._here, link ? announcement(link.state, this._words, this._names(link)) : '');
  }

  /** What waits in the notebooks behind it. */
  private _call(): void {
    const { all, current } = this._links;
    const lines = all.flatMap(link =>
      link.waiting && link !== current
        ? [
            this._words.__(
              '%1: %2',
              link.name,
              askText(link.waiting, this._words, this._names(link))
            )
          ]
        : []
    );
    speak(this._elsewhere, lines.join('\n'));
  }

  private _names(link: INotebookLink): INames {
    return namesOf(link.state.body, cell => link.placeOf(cell), this._words);
  }

  private readonly _here = region('rca-Announcer');
  private readonly _elsewhere = region('rca-Announcer rca-mod-elsewhere');
}

function region(name: string): HTMLElement {
  const node = document.body.appendChild(document.createElement('div'));
  node.className = name;
  node.setAttribute('role', 'status');
  node.setAttribute('aria-live', 'polite');
  return node;
}

function speak(node: HTMLElement, text: string): void {
  if (text !== node.textContent) {
    node.textContent = text;
  }
}
