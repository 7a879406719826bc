import type { ISharedNotebook } from '@jupyter/ydoc';
import { firstWords } from '../core/names';
import type { ICellPlace } from '../tokens';

/** Where cells stand in a document; looked through once between two changes of its order. */
export class CellPlaces {
  constructor(private readonly _document: ISharedNotebook) {
    _document.changed.connect((_, { cellsChange }) => {
      if (cellsChange) {
        this._places = null;
      }
    });
  }

  /** Null where it is gone. */
  of(id: string): ICellPlace | null {
    const { cells } = this._document;
    this._places ??= new Map(cells.map((cell, index) => [cell.getId(), index]));
    const index = this._places.get(id);
    return index === undefined
      ? null
      : { number: index + 1, words: firstWords(cells[index].getSource()) };
  }

  private _places: Map<string, number> | null = null;
}
