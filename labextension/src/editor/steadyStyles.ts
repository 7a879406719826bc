/** Under which name, as a symbol, style-mod keeps at a document what it has written there. */
const KEPT_AS = 'styleSet';
interface IStyleSet {
  styleTag?: HTMLStyleElement;
}

/**
 * Keep the style sheet of CodeMirror's editors where a new editor changes none of it. style-mod before 4.1.4
 * writes the whole sheet at each new editor, and the browser then looks at all editors of the page anew: below
 * 900 cells that is a third of what a new cell costs. Returns whether such a sheet was there.
 */
export function steadyStyles(root: Document): boolean {
  const tags = Object.getOwnPropertySymbols(root)
    .filter(({ description }) => description === KEPT_AS)
    .map(symbol => (root as unknown as Record<symbol, IStyleSet>)[symbol].styleTag)
    .filter(tag => tag instanceof HTMLStyleElement);
  tags.forEach(steady);
  return tags.length > 0;
}

function steady(tag: HTMLStyleElement): void {
  const text = Object.getOwnPropertyDescriptor(Node.prototype, 'textContent')!;
  const read = (): unknown => text.get!.call(tag);
  Object.defineProperty(tag, 'textContent', {
    configurable: true,
    get: read,
    set(value: string) {
      if (value !== read()) {
        text.set!.call(tag, value);
      }
    }
  });
}
