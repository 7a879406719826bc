import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import type { Extension } from '@codemirror/state';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { jupyterTheme } from '@jupyterlab/codemirror';
import type { ISourceSpec, MakeEditor } from '../view/source';

/** Characters that turn or hide text; what is approved must show them. */
const TRICKS =
  /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** CodeMirror as JupyterLab sets it, with a unified diff where something stands already. */
export const sourceEditors =
  (languages: IEditorLanguageRegistry | null): MakeEditor =>
  (host, spec) => {
    const language = new Compartment();
    const view = new EditorView({
      parent: host,
      state: EditorState.create({
        doc: spec.after,
        extensions: [...extensions(spec), language.of([])]
      })
    });
    let gone = false;
    void languageOf(languages, spec).then(support => {
      if (support && !gone) {
        view.dispatch({ effects: language.reconfigure(support) });
      }
    });
    return {
      destroy: () => {
        gone = true;
        view.destroy();
      }
    };
  };

function extensions({ before, editable, label, subject, onChange }: ISourceSpec): Extension[] {
  const diff = unifiedMergeView({
    original: before,
    mergeControls: false,
    highlightChanges: true,
    syntaxHighlightDeletions: true,
    collapseUnchanged: { margin: 3, minSize: 6 },
    diffConfig: { timeout: 500 }
  });
  return [
    jupyterTheme,
    highlightSpecialChars({ addSpecialChars: TRICKS }),
    // Code keeps its indentation, which wrapped lines would hide, and scrolls sideways.
    subject === 'code' || subject === 'file' ? [] : EditorView.lineWrapping,
    indentUnit.of('    '),
    EditorState.tabSize.of(4),
    history(),
    EditorState.readOnly.of(!editable),
    EditorView.editable.of(editable),
    EditorView.contentAttributes.of({
      'aria-label': label,
      // What cannot be edited is reached and scrolled by keyboard all the same.
      ...(editable ? {} : { tabindex: '0' })
    }),
    // Escape gives the keys back to the card.
    keymap.of([{ key: 'Escape', run: leave }, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of(update => {
      if (update.docChanged) {
        onChange(update.state.doc.toString());
      }
    }),
    subject === 'command' ? [] : lineNumbers(),
    before === '' ? [] : diff
  ];
}

function leave({ contentDOM }: EditorView): boolean {
  contentDOM.closest<HTMLElement>('.rca-Card')?.focus();
  return true;
}

const MIME = {
  code: 'text/x-ipython',
  markdown: 'text/x-ipythongfm',
  raw: 'text/plain',
  command: 'text/x-sh'
};

async function languageOf(
  languages: IEditorLanguageRegistry | null,
  { subject, path }: ISourceSpec
): Promise<Extension | null> {
  const known =
    subject === 'file' ? languages?.findByFileName(path) : languages?.findByMIME(MIME[subject]);
  const loaded = known ? await languages?.getLanguage(known) : null;
  return loaded?.support ?? null;
}
