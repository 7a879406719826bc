import type { ISharedCell, ISharedCodeCell, ISharedNotebook } from '@jupyter/ydoc';
import type { PartialJSONObject } from '@lumino/coreutils';
import { Refusal } from '../core/dispatcher';
import { showsError } from '../core/failing';
import { sourceHash } from '../core/hash';
import type { ICellView, IEditCell, IInsertCell, JsonObject, Result } from '../protocol/messages';
import { slimOutputs } from './slimOutputs';

export const MEMORY_KEY = 'rca';

const DONE: Result = { type: 'done' };

/** The cell, or null. Cells are named by id: positions move under the agent's feet. */
export function findCell(document: ISharedNotebook, id: string): ISharedCell | null {
  return document.cells.find(cell => cell.getId() === id) ?? null;
}

/** The cell with the source that the agent believes in; else Refusal. */
export function believedCell(document: ISharedNotebook, id: string, hash: string): ISharedCell {
  const cell = findCell(document, id);
  if (!cell) {
    throw new Refusal('unknown_cell', `No cell ${id} in this notebook; read it again.`);
  }
  if (sourceHash(cell.getSource()) !== hash) {
    throw new Refusal(
      'stale',
      `The source of cell ${id} changed since it was read; read it again.`
    );
  }
  return cell;
}

export function viewCell(cell: ISharedCell): ICellView {
  const code = cell.cell_type === 'code' ? (cell as ISharedCodeCell) : null;
  // Trust is this page's affair, never saved.
  const { trusted, ...metadata } = cell.getMetadata() as JsonObject;
  return {
    id: cell.getId(),
    type: cell.cell_type as ICellView['type'],
    source: cell.getSource(),
    metadata,
    outputs: code ? slimOutputs(code.getOutputs()) : [],
    execution_count: code?.execution_count ?? null
  };
}

export function insertCell(document: ISharedNotebook, request: IInsertCell): Result {
  const { after, cell } = request;
  const existing = findCell(document, cell.id);
  if (existing) {
    if (existing.getSource() !== cell.source) {
      throw new Refusal('stale', `A cell ${cell.id} exists with another source; read it again.`);
    }
    return { type: 'cell', cell: viewCell(existing) };
  }
  const anchor = document.cells.findIndex(other => other.getId() === after);
  if (after !== null && anchor === -1) {
    throw new Refusal('unknown_cell', `No cell ${after} to insert below; read the notebook again.`);
  }
  // Trusted: the user started the session that writes this cell, so its outputs may show.
  const trusted = cell.type === 'code' ? { trusted: true } : {};
  const made = {
    id: cell.id,
    cell_type: cell.type,
    source: cell.source,
    metadata: { ...cell.metadata, ...trusted } as PartialJSONObject
  };
  const place = after === null ? document.cells.length : anchor + 1;
  asAgent(document, () => document.insertCell(place, made));
  return { type: 'cell', cell: viewCell(written(document, cell.id, cell.source)) };
}

export function editCell(document: ISharedNotebook, request: IEditCell): Result {
  const { cell_id, source, source_hash } = request;
  const existing = findCell(document, cell_id);
  if (existing?.getSource() !== source) {
    const cell = believedCell(document, cell_id, source_hash);
    asAgent(document, () => cell.setSource(source));
  }
  return { type: 'cell', cell: viewCell(written(document, cell_id, source)) };
}

export function deleteCell(document: ISharedNotebook, id: string, hash: string): Result {
  if (findCell(document, id)) {
    const cell = believedCell(document, id, hash);
    asAgent(document, () => document.deleteCell(document.cells.indexOf(cell)));
    if (findCell(document, id)) {
      throw new Refusal('failed', `Cell ${id} is still there after it was deleted.`);
    }
  }
  return DONE;
}

/** The last of these cells that shows an error; else the last that exists. */
export function failedCell(document: ISharedNotebook, ids: readonly string[]): string | null {
  const cells = ids.map(id => findCell(document, id)).filter(cell => cell !== null);
  return (cells.filter(hasError).at(-1) ?? cells.at(-1))?.getId() ?? null;
}

export function hasError(cell: ISharedCell): boolean {
  const outputs = cell.cell_type === 'code' ? (cell as ISharedCodeCell).getOutputs() : [];
  return showsError(outputs.length, index => outputs[index].output_type);
}

/** What stands under `metadata.rca`, whoever wrote it. */
export function readMemory(document: ISharedNotebook): unknown {
  return document.getMetadata(MEMORY_KEY);
}

/** Change the document beside the user's own undo history: their undo takes back what they did. */
function asAgent(document: ISharedNotebook, change: () => void): void {
  document.transact(change, false);
}

function written(document: ISharedNotebook, id: string, source: string): ISharedCell {
  const cell = findCell(document, id);
  if (cell?.getSource() !== source) {
    throw new Refusal('failed', `Cell ${id} does not hold what was written to it.`);
  }
  return cell;
}
