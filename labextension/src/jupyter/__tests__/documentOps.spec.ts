import { YNotebook } from '@jupyter/ydoc';
import { sourceHash } from '../../core/hash';
import type { CellType, IInsertCell } from '../../protocol/messages';
import { VERSION } from '../../protocol/messages';
import { deleteCell, editCell, failedCell, insertCell } from '../documentOps';
import { refused } from './refused';

const head = { v: VERSION, id: 'r', client: 'c' } as const;
const insert = (
  id: string,
  source: string,
  after: string | null = null,
  type: CellType = 'code'
): IInsertCell => ({
  ...head,
  kind: 'insert_cell',
  after,
  cell: { id, type, source, metadata: { rca: { step: '1.1' } } }
});
const edit = (cell_id: string, source_hash: string, source: string) =>
  ({ ...head, kind: 'edit_cell', cell_id, source_hash, source }) as const;

/** A real shared document, as JupyterLab holds it. */
function notebook(): YNotebook {
  const document = YNotebook.create();
  insertCell(document, insert('a', '# Title', null, 'markdown'));
  insertCell(document, insert('b', 'x = 1'));
  return document;
}

const ids = (document: YNotebook): string[] => document.cells.map(cell => cell.getId());

// Yjs warns when ydoc fills a cell before it joins the document.
beforeAll(() => jest.spyOn(console, 'warn').mockImplementation());
afterAll(() => jest.restoreAllMocks());

describe('insert_cell', () => {
  it('inserts below a cell, or at the end', () => {
    const document = notebook();
    const result = insertCell(document, insert('m', 'y = 2', 'a'));
    expect(ids(document)).toEqual(['a', 'm', 'b']);
    expect(result).toEqual({
      type: 'cell',
      cell: {
        id: 'm',
        type: 'code',
        source: 'y = 2',
        metadata: { rca: { step: '1.1' } },
        outputs: [],
        execution_count: null
      }
    });
  });

  it('trusts code cells only', () => {
    const document = notebook();
    expect(document.cells.map(cell => cell.getMetadata('trusted'))).toEqual([undefined, true]);
  });

  it('does a replay once, and refuses the same id with another source', () => {
    const document = notebook();
    insertCell(document, insert('b', 'x = 1', 'a'));
    expect(ids(document)).toEqual(['a', 'b']);
    expect(refused(() => insertCell(document, insert('b', 'x = 2')))).toBe('stale');
  });

  it('does not guess where an unknown cell was', () => {
    const document = notebook();
    expect(refused(() => insertCell(document, insert('m', '', 'gone')))).toBe('unknown_cell');
    expect(ids(document)).toEqual(['a', 'b']);
  });
});

describe('edit_cell', () => {
  it('edits the source it believes in', () => {
    const document = notebook();
    const result = editCell(document, edit('b', sourceHash('x = 1'), 'x = 2'));
    expect(result).toMatchObject({ cell: { source: 'x = 2' } });
    expect(document.cells[1].getSource()).toBe('x = 2');
  });

  it('does a replay once, and refuses a cell that the user changed', () => {
    const document = notebook();
    document.cells[1].setSource('user = 1');
    expect(refused(() => editCell(document, edit('b', sourceHash('x = 1'), 'x = 2')))).toBe(
      'stale'
    );
    expect(document.cells[1].getSource()).toBe('user = 1');
    expect(refused(() => editCell(document, edit('b', 'outdated', 'user = 1')))).toBeNull();
    expect(refused(() => editCell(document, edit('z', '', 'x')))).toBe('unknown_cell');
  });
});

describe('delete_cell', () => {
  it('deletes once', () => {
    const document = notebook();
    deleteCell(document, 'b', sourceHash('x = 1'));
    deleteCell(document, 'b', sourceHash('x = 1'));
    expect(ids(document)).toEqual(['a']);
  });

  it('keeps a cell that changed', () => {
    const document = notebook();
    expect(refused(() => deleteCell(document, 'b', 'outdated'))).toBe('stale');
    expect(ids(document)).toEqual(['a', 'b']);
  });
});

describe('the undo history of the user', () => {
  /** As JupyterLab makes it: cells have their own history of what was typed. */
  function edited(): YNotebook {
    const document = YNotebook.create({ disableDocumentWideUndoRedo: true });
    insertCell(document, insert('mine', 'typed = 1'));
    insertCell(document, insert('other', 'x = 1'));
    document.clearUndoHistory();
    return document;
  }

  it('takes back what the user did to cells, not what the agent did after it', () => {
    const document = edited();
    document.deleteCell(0);
    insertCell(document, insert('agent', 'y = 2'));
    deleteCell(document, 'other', sourceHash('x = 1'));
    document.undo();
    expect(ids(document)).toEqual(['mine', 'agent']);
    document.redo();
    expect(ids(document)).toEqual(['agent']);
  });

  it('keeps what the user may do again', () => {
    const document = edited();
    document.deleteCell(0);
    document.undo();
    insertCell(document, insert('agent', 'y = 2'));
    document.redo();
    expect(ids(document)).toEqual(['other', 'agent']);
  });

  it('does not take back the agent and the user together in a cell', () => {
    const document = edited();
    const cell = document.cells[1];
    cell.updateSource(5, 5, '0');
    editCell(document, edit('other', sourceHash('x = 10'), 'x = 10  # agent'));
    cell.undo();
    expect(cell.getSource()).toBe('x = 10  # agent');
  });
});

describe('failedCell', () => {
  it('prefers the cell that shows an error', () => {
    const document = notebook();
    insertCell(document, insert('c', 'after'));
    expect(failedCell(document, ['b', 'c'])).toBe('c');
    document.deleteCell(1);
    document.insertCell(1, {
      id: 'b',
      cell_type: 'code',
      source: 'x',
      outputs: [{ output_type: 'error', ename: 'E', evalue: '', traceback: [] }]
    });
    expect(failedCell(document, ['b', 'c'])).toBe('b');
    expect(failedCell(document, ['gone'])).toBeNull();
  });
});
