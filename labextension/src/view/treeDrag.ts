import type React from 'react';
import { useMemo, useState } from 'react';
import type { Drop } from '../core/planEdits';
import { useStable } from './useStable';

const STEP = 'application/x-rca-step';

export interface IDropPlace {
  id: string;
  where: Drop;
}

type DragProps = React.HTMLAttributes<HTMLElement> & { draggable: boolean };

export interface ITreeDrag {
  /** Where the dragged step would land. */
  over: IDropPlace | null;
  /** For the line of a step. */
  props: (id: string) => DragProps;
}

/** Reordering by drag: the upper and lower quarter of a line are before and after it. */
export function useTreeDrag(
  enabled: boolean,
  onDrop: (dragged: string, target: string, where: Drop) => void
): ITreeDrag {
  const [over, setOver] = useState<ITreeDrag['over']>(null);
  const drop = useStable(onDrop);
  const props = useMemo(
    () =>
      (id: string): DragProps => ({
        draggable: enabled,
        onDragStart: event => {
          event.dataTransfer.setData(STEP, id);
          event.dataTransfer.effectAllowed = 'move';
        },
        onDragOver: event => {
          if (enabled && event.dataTransfer.types.includes(STEP)) {
            event.preventDefault();
            const where = whereOn(event);
            setOver(last => (last?.id === id && last.where === where ? last : { id, where }));
          }
        },
        onDragLeave: () => setOver(null),
        onDragEnd: () => setOver(null),
        onDrop: event => {
          setOver(null);
          const dragged = event.dataTransfer.getData(STEP);
          if (enabled && dragged) {
            event.preventDefault();
            drop(dragged, id, whereOn(event));
          }
        }
      }),
    [enabled, drop]
  );
  return { over, props };
}

function whereOn(event: React.DragEvent<HTMLElement>): Drop {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  const share = (event.clientY - top) / height;
  return share < 0.25 ? 'before' : share > 0.75 ? 'after' : 'inside';
}
