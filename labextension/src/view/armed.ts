import { useEffect, useState } from 'react';

/** Milliseconds in which a second click may still belong to the first. */
const DOUBLE_CLICK = 500;

export interface IArmed {
  /** For a button that decides something. */
  'aria-disabled': true | undefined;
  onClickCapture: (event: React.MouseEvent) => void;
}

/** What has just come up under the pointer takes no click: that was meant for what stood there before. */
export function useArmed(): IArmed {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), DOUBLE_CLICK);
    return () => clearTimeout(timer);
  }, []);
  return {
    'aria-disabled': armed ? undefined : true,
    onClickCapture: event => {
      // A click by keyboard has no count.
      if (!armed && event.detail > 0) {
        event.preventDefault();
        event.stopPropagation();
      }
    }
  };
}
