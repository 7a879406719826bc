import { EditorView } from '@codemirror/view';
import { steadyStyles } from '../steadyStyles';

const sheet = (): HTMLStyleElement => document.head.querySelector('style')!;

it('finds the sheet that CodeMirror keeps, and none before it keeps one', () => {
  expect(steadyStyles(document)).toBe(false);
  new EditorView({ parent: document.body }).destroy();
  expect(steadyStyles(document)).toBe(true);
});

it('leaves a sheet alone that is written as it is, and writes what is new', () => {
  new EditorView({ parent: document.body }).destroy();
  steadyStyles(document);
  const [tag, kept] = [sheet(), sheet().firstChild];
  const text = tag.textContent;

  tag.textContent = text;
  expect(tag.firstChild).toBe(kept);

  tag.textContent = `${text} .more { color: red; }`;
  expect(tag.firstChild).not.toBe(kept);
  expect(tag.textContent).toContain('.more');
});
