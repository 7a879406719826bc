import type React from 'react';
import { useState } from 'react';
import type { Drop } from '../core/planEdits';

const STEP = 'application/x-rca-step';

export interface ITreeDrag {
  /** Where the dragged step would land. */
  over: { id: string; where: Drop } | null;
  /** For the line of a step. */
  props: (id: string) => React.HTMLAttributes<HTMLElement> & { draggable: boolean };
}

/** Reordering by drag: the upper and lower quarter of a line are before and after it. */
export function useTreeDrag(
  enabled: boolean,
  onDrop: (dragged: string, target: string, where: Drop) => void
): ITreeDrag {
  const [over, setOver] = useState<ITreeDrag['over']>(null);
  const props = (id: string): ReturnType<ITreeDrag['props']> => ({
    draggable: enabled,
    onDragStart: event => {
      event.dataTransfer.setData(STEP, id);
      event.dataTransfer.effectAllowed = 'move';
    },
    onDragOver: event => {
      if (enabled && event.dataTransfer.types.includes(STEP)) {
        event.preventDefault();
        const where = whereOn(event);
        if (over?.id !== id || over.where !== where) {
          setOver({ id, where });
        }
      }
    },
    onDragLeave: () => setOver(null),
    onDragEnd: () => setOver(null),
    onDrop: event => {
      setOver(null);
      const dragged = event.dataTransfer.getData(STEP);
      if (enabled && dragged) {
        event.preventDefault();
        onDrop(dragged, id, whereOn(event));
      }
    }
  });
  return { over, props };
}

function whereOn(event: React.DragEvent<HTMLElement>): Drop {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  const share = (event.clientY - top) / height;
  return share < 0.25 ? 'before' : share > 0.75 ? 'after' : 'inside';
}
