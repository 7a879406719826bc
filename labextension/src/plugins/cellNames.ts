import type { INotebookModel, INotebookTracker } from '@jupyterlab/notebook';
import { firstWords, withCellNames } from '../core/cellNames';
import type { NameCells } from '../view/names';
import type { IWords } from '../view/wording';
import { cellWord } from '../view/wording';

/** Names the cells of the notebook that the user last worked in, as they stand now. */
export function cellNames(tracker: INotebookTracker, words: IWords): NameCells {
  const places = new WeakMap<INotebookModel['cells'], Map<string, number>>();
  const placesIn = (cells: INotebookModel['cells']): Map<string, number> => {
    const known = places.get(cells);
    if (known) {
      return known;
    }
    const found = new Map([...cells].map((cell, index) => [cell.id, index]));
    places.set(cells, found);
    cells.changed.connect(function forget() {
      places.delete(cells);
      cells.changed.disconnect(forget);
    });
    return found;
  };
  return text => {
    const cells = tracker.currentWidget?.model?.cells;
    return cells
      ? withCellNames(text, id => {
          const index = placesIn(cells).get(id);
          const source = index === undefined ? null : cells.get(index).sharedModel.getSource();
          return source === null ? null : cellWord(index! + 1, firstWords(source), words);
        })
      : text;
  };
}
