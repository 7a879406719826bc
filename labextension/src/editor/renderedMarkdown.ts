import type { IMarkdownParser, IRenderMime } from '@jupyterlab/rendermime';
import { renderMarkdown } from '@jupyterlab/rendermime';
import { withoutDiagrams } from '../core/markdownText';
import { segments } from '../core/mathText';
import { shown } from '../core/plainText';
import type { Typeset } from '../view/typesetting';
import type { RenderMarkdown } from '../view/rendered';

/** What may stand in a cell before it is approved: nothing that links, loads or is styled. */
const ALLOWED: IRenderMime.ISanitizerOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'ul', 'ol', 'li'],
    ...['em', 'strong', 'del', 's', 'sub', 'sup', 'code', 'kbd', 'pre', 'dl', 'dt', 'dd'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td']
  ],
  allowedAttributes: { th: ['align'], td: ['align'], ol: ['start'] },
  allowedStyles: {}
};

/** JupyterLab's own renderer of Markdown that is not trusted, held to still less than it allows. */
export const markdownRenderer =
  (
    parser: IMarkdownParser,
    sanitizer: IRenderMime.ISanitizer,
    typeset: Typeset | null
  ): RenderMarkdown =>
  async (source, imageText) => {
    const host = document.createElement('div');
    await renderMarkdown({
      host,
      source: shown(source),
      trusted: false,
      sanitizer: {
        sanitize: html => sanitizer.sanitize(withoutImages(html, imageText), ALLOWED)
      },
      markdownParser: { render: text => parser.render(withoutDiagrams(text)) },
      resolver: null,
      linkHandler: null,
      shouldTypeset: false,
      latexTypesetter: null
    });
    host.querySelectorAll('a').forEach(anchor => anchor.remove());
    await setFormulae(host, typeset);
    return host;
  };

/** Images as words. The parsed document is inert: nothing of it is fetched or run. */
function withoutImages(html: string, imageText: (image: string) => string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  body.querySelectorAll('img').forEach(image => {
    image.replaceWith(imageText(image.alt || (image.getAttribute('src') ?? '')));
  });
  return body.innerHTML;
}

/** Only what is plainly mathematics is given to the typesetter, a formula at a time. */
async function setFormulae(host: HTMLElement, typeset: Typeset | null): Promise<void> {
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (typeset && walker.nextNode()) {
    texts.push(walker.currentNode as Text);
  }
  const formulae: HTMLElement[] = [];
  texts
    .filter(text => !text.parentElement?.closest('code, pre'))
    .forEach(text => {
      const parts = segments(text.data).map(part => {
        if (part.kind === 'text') {
          return part.text;
        }
        const formula = document.createElement('span');
        formula.textContent = part.display ? `\\[${part.tex}\\]` : `\\(${part.tex}\\)`;
        formulae.push(formula);
        return formula;
      });
      text.replaceWith(...parts);
    });
  await Promise.all(formulae.map(async formula => typeset?.(formula)));
}
